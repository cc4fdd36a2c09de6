// Prints every event, from the first of the log on. NATS keeps its position:
// stopped and started again it goes on where it was. After a crash the last
// events may come twice.
import { jetstream } from "@nats-io/jetstream";
import { connect, onStop, show } from "./connect.js";

const nc = await connect();
const consumer = await jetstream(nc).consumers.get("EVENTS", process.env.NATS_CONSUMER);
const messages = await consumer.consume();
onStop(() => messages.close()); // what has arrived is still handled
for await (const message of messages) {
  show(message.info.streamSequence, message);
  message.ack(); // what is not acknowledged within 30 s comes again
}
if (!nc.isClosed()) await nc.drain();
const error = await nc.closed(); // for good: stopped, or the user was revoked
if (error) throw error;
