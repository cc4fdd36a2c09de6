// Package people is the one place where commands on users are decided: over
// REST, on the command line, and at the first setup.
//
// Guarantees: once there is an active super_admin there always is one, and one
// setup only succeeds, also when several processes act at once. The event of a
// user and that of the role are stored together or not at all. Nobody gives a
// permission they lack.
//
// A [Follower] keeps a [user.Directory] in step with the log.
package people
