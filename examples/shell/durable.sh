#!/bin/sh
# Prints every event, from the first of the log on, and acknowledges it. NATS
# keeps the position: stopped and started again it goes on where it was. After a
# crash the last event may come twice.
set -eu

key=$(mktemp)
trap 'rm -f "$key"' EXIT
trap 'exit 130' INT TERM
printf %s "$NATS_SEED" > "$key"

# It ends when nothing came for 30 seconds, and begins again.
while :; do
	nats --nkey "$key" --inbox-prefix "$NATS_INBOX_PREFIX" --timeout 30s \
		consumer next EVENTS "$NATS_CONSUMER" --count 1000000 || sleep 1
done
