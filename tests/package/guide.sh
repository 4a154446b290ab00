#!/usr/bin/env bash
# Follows docs/partners.md to the letter: every block of commands, in order, in an empty folder.
# usage: guide.sh BINARY [PAGE]
set -euo pipefail
PATH=$(cd "$(dirname "$1")" && pwd):$PATH
readonly page=${2-$(cd "$(dirname "${BASH_SOURCE[0]}")/../../docs" && pwd)/partners.md}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export XDG_STATE_HOME=$work/state
# A step that fails leaves no hub behind.
echo "trap 'kill \$(jobs -p) 2>/dev/null || true' EXIT" >commands
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page" >>commands
if (($(grep -c '^patchbay' commands) < 9)); then
  echo "guide.sh: the page has no commands" >&2
  exit 1
fi
timeout 120 bash -euxo pipefail commands
