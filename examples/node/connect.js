import { connect as dial, nkeyAuthenticator } from "@nats-io/transport-node";

// connect signs in with the variables that nats-user printed. Answers come to
// the inbox of the user, and to no other.
export function connect() {
  const { NATS_URL, NATS_SEED, NATS_INBOX_PREFIX } = process.env;
  return dial({
    servers: NATS_URL,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(NATS_SEED)),
    inboxPrefix: NATS_INBOX_PREFIX,
    maxReconnectAttempts: -1,
  });
}

// show prints sequence, type and aggregate; message.json() is the event.
export function show(sequence, message) {
  console.log(sequence, message.headers.get("ce-type"), message.headers.get("ce-subject"));
}

// onStop calls stop once the process is asked to end.
export function onStop(stop) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
}
