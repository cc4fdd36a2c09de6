#!/usr/bin/env bash
# Makes sure that there is a Chromium for the tests of the dashboard: the one
# that CHROMIUM names, that of the system, or that of the distribution's packages.
set -euo pipefail
if [[ -n ${CHROMIUM:-} ]] || command -v chromium >/dev/null; then
	exit 0
fi
if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
	echo "The tests of the dashboard need Chromium: install it, or name one in CHROMIUM." >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null
