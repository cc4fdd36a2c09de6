#!/bin/sh
# Prints events while they are stored. What is stored while it is not connected
# it never hears of; see durable.sh.
set -euf

key=$(mktemp)
trap 'rm -f "$key"' EXIT
trap 'exit 130' INT TERM
printf %s "$NATS_SEED" > "$key"

IFS=,
# shellcheck disable=SC2086 # a list of subjects
nats --nkey "$key" --inbox-prefix "$NATS_INBOX_PREFIX" subscribe $NATS_SUBJECTS
