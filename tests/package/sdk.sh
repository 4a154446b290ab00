#!/usr/bin/env bash
# usage: sdk.sh BUILD_FOLDER   installs a build below a prefix of its own, runs the installed
# program, builds examples/native_partner outside of this tree against the installed SDK, and has
# the program serve with it.
set -euo pipefail
readonly build=$1
work=$(mktemp -d)
hub=''
cleanup() {
  [[ $hub == '' ]] || kill "$hub" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
fail() { printf 'sdk.sh: %s\n' "$*" >&2; exit 1; }
# logged NAME COMMAND…: shows what a command said only when it failed
logged() {
  local name=$1; shift
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$name failed"; }
}
unset PATCHBAY_HOME

logged "the installation" cmake --install "$build" --prefix "$work/prefix"
readonly patchbay=$work/prefix/bin/patchbay
logged "the installed demo" "$patchbay" demo --data "$work/demo"

cp -r "$work/prefix/share/doc/patchbay/examples/native_partner" "$work/partner"
launcher=$(command -v ccache || true)
logged "find_package" cmake -S "$work/partner" -B "$work/partner/build" \
  -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" \
  -DCMAKE_CXX_FLAGS="-O1 -Wall -Wextra -Wpedantic -Wshadow -Werror"
logged "the plugin's build" cmake --build "$work/partner/build"
readonly plugin=$work/partner/build/acme_power.so
exported=$(nm -D --defined-only "$plugin" | awk '{ print $3 }' | sort | paste -sd ' ')
[[ $exported == 'patchbay_plugin_entry_v1 patchbay_plugin_magic' ]] ||
  fail "the plugin exports more than the border: $exported"

cat >"$work/patchbay.toml" <<TOML
[http]
listen = "127.0.0.1:0"
[store]
url = "sqlite://$work/hub.db"
[paths]
data = "$work/data"
plugins = "$work/partner/build"
[partners.acme_power]
api_url = "http://127.0.0.1:9"
TOML
token=$(openssl rand -hex 32)
PATCHBAY_ADMIN_TOKEN=$token ENCRYPTION_KEY=$(openssl rand -hex 32) \
  PATCHBAY_PARTNERS_ACME_POWER_API_KEY=secret \
  "$patchbay" serve --config "$work/patchbay.toml" >"$work/serving" 2>"$work/errors" &
hub=$!
# Its first line says where it serves; it comes or the hub ends.
until [[ -s $work/serving ]]; do
  kill -0 "$hub" 2>/dev/null || { cat "$work/errors" >&2; fail "the hub did not start"; }
  sleep 0.1
done
url=$(awk '{ print $2; exit }' "$work/serving")
partners=$(curl -sS --max-time 30 -H "Authorization: Bearer $token" "$url/api/v1/partners")
[[ $partners == *'"acme_power"'* ]] || fail "the hub does not list the plugin: $partners"
[[ $(ls "$work/data/plugins") =~ ^[0-9a-f]{64}\.so$ ]] || fail "there is no content-addressed copy"
kill "$hub"
wait "$hub" || fail "the hub did not end well: $(cat "$work/errors")"
hub=''
printf 'sdk.sh: installed, built against, served with\n'
