#!/usr/bin/env bash
# Changes a copy of this repository, in the current folder, for a host that has wishes of its own (docs/serving.md):
#
#   serving/prepare.sh community-cloud TORCH_INDEX    Streamlit Community Cloud
#   serving/prepare.sh hugging-face                   a Docker Space of Hugging Face
set -euo pipefail

case "${1:-}" in
community-cloud)
    index=${2:?the address of the index of torch without CUDA: README.md, Start}
    # It reaches the app from another machine, and installs requirements.txt by itself.
    sed -i '/^address = /d' .streamlit/config.toml
    sed -i "s|^torch==\(.*\)|--extra-index-url $index\ntorch==\1+cpu|" requirements.txt
    ;;
hugging-face)
    # It reads what a Space is from the top of its README.
    header=$(printf '%s\n' --- 'title: Alignscope' 'emoji: 🔍' 'colorFrom: blue' 'colorTo: gray' 'sdk: docker' \
        'app_port: 8501' 'license: apache-2.0' ---)
    printf '%s\n\n%s\n' "$header" "$(cat README.md)" > README.md.new
    mv README.md.new README.md
    ;;
*)
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
