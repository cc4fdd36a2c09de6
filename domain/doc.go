// Package domain holds what every aggregate shares: [Event], [Decider],
// [Error] and [Big].
//
// An aggregate is a package below this one. It is pure: no I/O, no clock, no
// randomness, no context. Time, new ids and looked-up facts arrive inside the
// command, set at the edge; so a decision can be made again from the log with
// the same result.
//
//	command -> Decide(state) -> events -> Evolve(state) -> next state
//
// Aggregates refer to each other by id only and never import each other.
package domain
