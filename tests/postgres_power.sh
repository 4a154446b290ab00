#!/usr/bin/env bash
# tests/postgres_power.sh stop|start DATA_FOLDER
# Stops a server that tests/postgres.sh started, or starts it again as it was.
set -euo pipefail

[ $# -eq 2 ] || { echo "usage: tests/postgres_power.sh stop|start DATA_FOLDER" >&2; exit 2; }
bin=/usr/lib/postgresql/15/bin
data=$2
as_server=()
if [ "$(id -u)" = 0 ]; then
  as_server=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups)
fi
cd "$data/.."
case $1 in
  stop)
    # What "start" needs: the server removes nothing of it, but a start rewrites it.
    "${as_server[@]}" cp "$data/postmaster.opts" power.opts
    "${as_server[@]}" "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
    ;;
  start)
    # The line is: program "-D" "folder" "-c" "name=value" …
    options=$(sed -E 's/^[^"]*"-D" "[^"]*"//' power.opts)
    "${as_server[@]}" "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/server.log" -o "$options" start \
      >/dev/null
    ;;
  *) exit 2 ;;
esac
