// Package embedded runs the two servers DomainFlow stands on inside or beside its own process, so that a machine with nothing
// installed can serve: a NATS server in process and a private Postgres as a child. It locks their directories against a second
// process, brings them back when they fail, and takes them down in order. It knows nothing of events or read models, but that outside
// users may read the stream of the former.
//
// What holds after a crash: an acknowledged JetStream publish survives kill -9 of this process, and a power cut too unless
// NATSConfig.Relaxed is set; Postgres runs with fsync on. Nothing here protects against damaged disks.
package embedded
