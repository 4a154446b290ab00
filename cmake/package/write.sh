#!/usr/bin/env bash
# usage: write.sh PROGRAM FOLDER   what the package holds and the program itself says: its man page,
# its configuration file and, when it can, stubs for editors of Lua; and Debian's changelog.
set -euo pipefail
readonly program=$1 folder=$2
mkdir -p "$folder"

# Text as troff takes it: no line begins with a request, no character is a command.
plain() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"; }

# The names in the list of subcommands of a help text.
subcommands() {
  awk '/^[^ ]/ { listed = ($0 == "Subcommands:") } listed && /^  [a-z]/ { print $1 }'
}

# section LEVEL WORDS…: the help of a command, then of those inside it
section() {
  local level=$1 help name
  shift
  help=$("$program" "$@" --help | sed '/^Start with: /d')
  printf '.%s "%s"\n.nf\n%s\n.fi\n' "$([[ $level == 1 ]] && echo SH || echo SS)" \
    "$(printf '%s' "patchbay $*" | plain)" "$(plain <<<"$help")"
  for name in $(subcommands <<<"$help"); do section 2 "$@" "$name"; done
}

man_page() {
  local version name
  version=$("$program" --version)
  cat <<PAGE
.TH PATCHBAY 1 "" "$(plain <<<"$version")" "User commands"
.SH NAME
patchbay \\- the one process between a programme and its partners
.SH SYNOPSIS
.B patchbay
.I COMMAND
[\\fIOPTIONS\\fR]
.SH DESCRIPTION
A hub between a programme and the partners that reward its people. Every command tells of itself by
.BR \\-\\-help ;
what follows is what they say.
.SH FILES
.TP
.I /etc/patchbay/patchbay.toml
The configuration of the service; patchbay config reference prints every setting.
.TP
.I /etc/patchbay/environment
Secrets of the service as NAME=value lines, for root alone.
.TP
.I /etc/patchbay/keys/ring
The key ring that seals stored secrets. Back it up apart from the store.
.TP
.I /var/lib/patchbay
The store and what the hub keeps beside it.
.SH EXIT STATUS
0: well; 1: what was asked for failed, standard error says why in one line; 2: wrong use.
.SH SEE ALSO
.I /usr/share/doc/patchbay/docs
PAGE
  for name in $("$program" --help | subcommands); do section 1 "$name"; done
}

# Debian wants its own form; what changed stands in ours.
changelog() {
  local version
  version=$("$program" --version)
  cat <<LOG
patchbay (${version#patchbay }) unstable; urgency=medium

  * See /usr/share/doc/patchbay/CHANGELOG.md.

 -- Patchbay <patchbay@localhost>  $(date -R -r "$(dirname "$0")/../../CHANGELOG.md")
LOG
}

changelog | gzip -9n >"$folder/changelog.gz"
man_page | gzip -9n >"$folder/patchbay.1.gz"
"$program" config reference |
  sed 's|^# key_file = .*|key_file = "/etc/patchbay/keys/ring"|' >"$folder/patchbay.toml"
if stubs=$("$program" lua stubs 2>/dev/null); then
  mkdir -p "$folder/lua"
  printf '%s\n' "$stubs" >"$folder/lua/patchbay.lua"
fi
