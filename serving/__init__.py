"""The app for many visitors: several processes of it behind nginx, on one machine without containers, or with them.

python -m serving --replicas 2 --port 8080        what `make serve` runs
nginx.conf.template, connection.js, unavailable.html   what nginx needs, here and in containers
replicas.envsh       fills in the template where containers run
kubernetes.yaml      the same app in a cluster
"""
