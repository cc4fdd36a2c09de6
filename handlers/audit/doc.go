// Package audit records who came in, who was turned away, and who took data
// out.
//
//	LoginSucceeded, LoginFailed, Refused, Exported --> memory --Run--> ACCESS
//
// Guarantees: nothing here waits for anything or fails, so no request does. A
// record names people by id only, and never holds an address as a whole. Nobody
// outside can fill the stream: failures of one network are one record at once,
// and then one a minute, with their number; of more than 100 networks a minute
// no more than these are told apart.
//
// Not guaranteed: that a record is stored. Those that a process holds when it
// is killed are lost, and those for which there is no room because the event
// store is away; the latter are counted in the log of the process and in the
// next record.
package audit
