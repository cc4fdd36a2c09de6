// Prints events while they are stored. What is stored while it is not
// connected it never hears of; see durable.js.
import { connect, onStop, show } from "./connect.js";

const nc = await connect();
onStop(() => nc.close());
for (const subject of process.env.NATS_SUBJECTS.split(",")) {
  nc.subscribe(subject, {
    callback(error, message) {
      if (error) throw error;
      show(message.headers.get("Nats-Sequence"), message);
    },
  });
}
const error = await nc.closed(); // for good: stopped, or the user was revoked
if (error) throw error;
