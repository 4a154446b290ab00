#!/usr/bin/env bash
# usage: install.sh DEB   lints the package, installs it by apt on a bare Debian 12 (minbase, in a
# folder), and looks whether it runs there: the demo, the service, the guide for engineers. As root;
# needs a mirror of Debian. The bare system is kept beside the package for the next time.
set -euo pipefail
readonly deb=$(realpath "$1")
readonly base=$(dirname "$deb")/bookworm.tar
root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT
say() { printf 'install.sh: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# inside COMMAND…: in the bare system, with a /proc of its own
inside() {
  unshare --mount --pid --fork --mount-proc="$root/proc" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
    chroot "$root" "$@"
}
apt_get() {
  inside apt-get -q "$@" >"$root/apt.log" 2>&1 && return
  tail -n 20 "$root/apt.log" >&2
  fail "apt-get $* failed"
}
as_hub() { inside setpriv --reuid=patchbay --regid=patchbay --clear-groups "$@"; }

lintian --allow-root --fail-on error \
  --suppress-tags-from-file "$(dirname "$0")/lintian_suppressed" "$deb" ||
  fail "lintian found errors"

if [[ ! -s $base ]]; then
  say "making a bare Debian 12"
  mmdebstrap --quiet --variant=minbase bookworm "${base%.tar}.part.tar"
  mv "${base%.tar}.part.tar" "$base"
fi
tar -xpf "$base" -C "$root"
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
cp "$deb" "$root/patchbay.deb"
apt_get update
apt_get install -y --no-install-recommends /patchbay.deb

say "installed $(inside dpkg-query -W -f '${Package} ${Version}' patchbay)"
inside patchbay --version
as_hub patchbay demo --data /var/lib/patchbay/demo >"$root/demo.log" 2>&1 ||
  { cat "$root/demo.log" >&2; fail "the demo failed"; }

# The service as its unit starts it, without systemd: the configuration and keys are in place.
as_hub sh -c 'patchbay serve --config /etc/patchbay/patchbay.toml >/tmp/serving & hub=$!
  until [ -s /tmp/serving ]; do kill -0 $hub || exit 1; sleep 0.1; done; kill $hub; wait $hub' ||
  fail "the service does not start on its own configuration"
# The guide for engineers, with what is installed and nothing else.
cp "$(dirname "$0")/guide.sh" "$root/guide.sh"
as_hub /guide.sh /usr/bin/patchbay /usr/share/doc/patchbay/docs/partners.md \
  >"$root/guide.log" 2>&1 || { tail -n 30 "$root/guide.log" >&2; fail "the guide fails"; }

for file in lib/systemd/system/patchbay.service usr/share/man/man1/patchbay.1.gz \
  usr/share/bash-completion/completions/patchbay usr/include/patchbay/sdk/plugin.h; do
  [[ -e $root/$file ]] || fail "/$file is missing"
done
apt_get install -y --no-install-recommends systemd
inside systemd-analyze verify --man=no patchbay.service || fail "systemd does not take the unit"

apt_get purge -y patchbay
[[ ! -e $root/usr/bin/patchbay && ! -e $root/etc/patchbay/patchbay.toml ]] ||
  fail "a purge leaves files"
[[ -s $root/etc/patchbay/keys/ring ]] || fail "a purge took the keys"
say "installs, runs and purges on a bare Debian 12"
