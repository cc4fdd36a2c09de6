#!/bin/sh
# Gets the official JSON Schema of AsyncAPI 3.0 into .tools/asyncapi-3.0.0.json; a test holds docs/asyncapi.yaml against it.
# It comes from the npm package @asyncapi/specs, pinned by version and content.
set -eu

version=6.11.1
content=sha512-A3WBLqAKGoJ2+6FWFtpjBlCQ1oFCcs4GxF7zsIGvNqp/klGUHjlA3aAcZ9XMMpLGE8zPeYDz2x9FmO6DSuKraQ==
cd "$(dirname "$0")/.."
target=.tools/asyncapi-3.0.0.json

fail() {
	echo "asyncapi.sh: $1" >&2
	exit 1
}

[ -f "$target" ] && exit 0
command -v npm >/dev/null || fail "npm is missing; it comes with Node.js (apt-get install npm, brew install node)."

mkdir -p .tools
work=$(mktemp -d .tools/asyncapi-XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
report=$(cd "$work" && npm_config_update_notifier=false npm pack --json --loglevel=error "@asyncapi/specs@$version") ||
	fail "npm could not get the schema."
case "$report" in
*"$content"*) ;;
*) fail "the package is not the one this script was written for." ;;
esac
tar -xzf "$work"/*.tgz -C "$work"
mv "$work/package/schemas/3.0.0.json" "$target"
