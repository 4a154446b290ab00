#!/usr/bin/env bash
# tests/postgres.sh COMMAND ARGS…
# Runs a command beside a PostgreSQL 15 of its own: a scratch folder, a free port on 127.0.0.1 and
# a unix socket, fsync on. The command finds it in PATCHBAY_TEST_POSTGRES. Whatever happens, the
# server is stopped and the folder removed; the exit code is the command's.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: tests/postgres.sh COMMAND ARGS…" >&2; exit 2; }
bin=/usr/lib/postgresql/15/bin
[ -x "$bin/initdb" ] || {
  echo "PostgreSQL 15 is not here ($bin): apt-get install postgresql-15" >&2
  exit 1
}

# PostgreSQL refuses to run as root.
as_server=()
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 ||
    useradd --system --no-create-home --shell /usr/sbin/nologin postgres
  as_server=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/patchbay-postgres-XXXXXX")
child=
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  if [ -f "$folder/data/postmaster.pid" ]; then
    "${as_server[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

[ "$(id -u)" != 0 ] || chown postgres "$folder"
cd "$folder"   # the server's user may not be allowed where we were
(umask 077; printf 'patchbay\n' >password)
[ "$(id -u)" != 0 ] || chown postgres password
"${as_server[@]}" "$bin/initdb" -D "$folder/data" -U patchbay --pwfile=password -A md5 \
  -E UTF8 --locale=C.UTF-8 --no-instructions >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }

started=
for attempt in 1 2 3 4 5; do
  port=$(( 20000 + (RANDOM * 32768 + RANDOM) % 40000 ))
  if "${as_server[@]}" "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/data/server.log" \
      -o "-c listen_addresses=127.0.0.1 -c port=$port -c max_connections=200 \
        -c unix_socket_directories='$folder' -c dynamic_shared_memory_type=mmap" \
      start >/dev/null 2>&1; then
    started=1
    break
  fi
done
[ -n "$started" ] || {
  echo "PostgreSQL did not start:" >&2
  tail -20 "$folder/data/server.log" >&2
  exit 1
}
PGPASSWORD=patchbay "$bin/createdb" -h "$folder" -p "$port" -U patchbay patchbay

cd - >/dev/null
export PATCHBAY_TEST_POSTGRES="postgresql://patchbay:patchbay@127.0.0.1:$port/patchbay"
"$@" &
child=$!
code=0
wait "$child" || code=$?
child=
exit "$code"
