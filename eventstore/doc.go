// Package eventstore is the only truth of DomainFlow: one JetStream stream, EVENTS, and the rules by which it is written and read.
// It knows aggregates, events and results of runs, and nothing of campaigns.
//
// # Guarantees
//
//   - An event that was acknowledged is never lost and never changes (as durable as the server's sync setting).
//   - Two writers that decided on the same state of one aggregate: exactly one is stored, the other gets [ErrConflict]. Every writer
//     names the state it decided on by sequence, and that sequence travels with the state ([Loaded] -> [Change] -> [Store.Append]).
//   - The events of one Append are stored all or none, in order, side by side, also over several aggregates.
//   - One command is stored at most once, however often and from however many places it is tried, for as long as its id stays the
//     same and it goes through [Aggregate.Do] or [Store.Execute]. The log is the memory; there is no window.
//   - A part of a run has exactly one event for ever: the first writer's.
//   - What a plain subscriber sees on domainflow.> is stored.
//
// # Non-guarantees
//
//   - [ErrUnavailable] and a cancelled context may leave the events stored. Trying again with the same command id finds out.
//   - An aggregate that is only read for a decision, without an event of its own, is not protected from changing meanwhile.
//   - [Store.Parts] and [Store.AtSequence] may read an old replica, [Store.Load] never does.
//   - Plain subscriptions are at most once. Who must miss nothing uses [Store.Follow] (exactly once per call, position kept by the
//     caller) or [Store.Durable] (at least once, position kept by the server).
//   - Decision times ([Meta].Time) say nothing about order. Sequences do.
//
// # On the wire
//
// Events are published to append.domainflow.<...>, where only this package may publish. The stream moves them to domainflow.<...>
// before it checks expectations, and republishes what it stored: a publish into a stream is an ordinary publish too, so without the
// detour every refused event would reach plain subscribers as if it had happened (measured on nats-server 2.15.2).
//
// Envelope: CloudEvents 1.0 in binary mode, attributes as ce- headers, body JSON. See envelope.go.
package eventstore
