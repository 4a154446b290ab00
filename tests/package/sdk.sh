#!/usr/bin/env bash
# usage: sdk.sh BUILD_FOLDER   installs a build below a prefix of its own, runs the installed
# program, builds examples/native_partner outside of this tree against the installed SDK, and has
# the program serve with it; then has it make a native partner of every kind, builds them and runs
# their cases.
set -euo pipefail
readonly build=$1
readonly source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
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

for file in "$source_folder"/adapters/kinds/*.json; do
  kind=$(basename "$file" .json)
  logged "a new partner of kind $kind" \
    "$patchbay" partner new "${kind}_one" --kind "$kind" --native --in "$work/kinds"
done
logged "find_package for the kinds" cmake -S "$source_folder/tests/package/kinds" \
  -B "$work/kinds_build" -DFOLDER="$work/kinds" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" \
  -DCMAKE_CXX_FLAGS="-O0 -Wall -Wextra -Wpedantic -Wshadow -Werror"
logged "the kinds' build" cmake --build "$work/kinds_build" --parallel 2
for folder in "$work"/kinds/*; do
  logged "the lint of $folder" "$patchbay" partner lint "$folder"
  grep -q 'nothing to mend' "$work/log" || { cat "$work/log" >&2; fail "$folder has flaws"; }
  logged "the cases of $folder" "$patchbay" partner test "$folder"
done
printf 'sdk.sh: installed, built against, served with; a native partner of each kind works\n'
