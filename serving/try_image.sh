#!/usr/bin/env bash
# Builds the image and runs it as compose.yaml does, on a Debian machine without Docker, as root: buildah follows the
# Dockerfile, on a base made of Debian's packages in place of python:3.11-slim-bookworm; then the command of the image
# runs as its user, on a file system that it cannot write, without capabilities or a network, until its health check
# passes.
#
#   apt-get install buildah mmdebstrap
#   serving/try_image.sh TORCH_INDEX [more options of buildah build, such as --volume]
set -euo pipefail
cd "$(dirname "$0")/.."
index=$1
shift
export STORAGE_DRIVER=vfs
build() { buildah build --isolation chroot --network host --format docker "$@"; }
base=docker.io/library/python:3.11-slim-bookworm

if ! buildah inspect --type image "$base" > /dev/null 2>&1; then
    folder=$(mktemp -d)
    mmdebstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$folder/base.tar"
    printf 'FROM scratch\nADD base.tar /\nRUN ln -s /usr/bin/python3 /usr/local/bin/python\n' > "$folder/Dockerfile"
    build --tag "$base" "$folder"
    rm -r "$folder"
fi
build --build-arg "TORCH_INDEX=$index" "$@" --tag alignscope .

container=$(buildah from alignscope)
trap 'buildah rm "$container" > /dev/null' EXIT
root=$(buildah mount "$container")
for part in "" /srv/packages /srv/alignscope; do du -sm "$root$part" | sed "s|$root|image |"; done
setting() { buildah inspect --type image --format "{{range .Docker.Config.$1}}{{println .}}{{end}}" alignscope; }
mapfile -t environment < <(setting Env | grep .)
mapfile -t command < <(setting Cmd | grep .)
mapfile -t check < <(setting Healthcheck.Test | sed 1d | grep .)
user=$(buildah inspect --type image --format '{{.Docker.Config.User}}' alignscope)

inside() { # as the user of the image, who may do nothing beyond
    chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
        --bounding-set=-all --inh-caps=-all \
        env --ignore-environment --chdir=/srv/alignscope "${environment[@]}" "$@"
}

run() {
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777,size=1g tmpfs "$root/tmp"
    ip link set lo up
    inside sh -c 'id; ! touch /srv/alignscope/app.py 2> /dev/null && echo "nothing can be written but in /tmp"'
    inside "${command[@]}" &
    for _ in $(seq 60); do
        if inside "${check[@]}" 2> /dev/null; then
            echo "healthy"
            return
        fi
        sleep 1
    done
    echo "not healthy after a minute" >&2
    return 1
}

export root user
export -f run inside
unshare --mount --net --pid --fork --kill-child bash -euo pipefail -c \
    "$(declare -p environment command check); run"
