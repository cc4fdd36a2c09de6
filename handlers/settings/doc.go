// Package settings has every process act by the settings of the log.
//
//	EVENTS --setting.*--> Follower --> Now, whenever something is done
//	                               --> changed, for what must be told
//
// Guarantees: from [Open] on the settings are those of the log as it was then;
// a change is there within moments of its command, on every process, without a
// restart. While the event store is away, the last known ones hold.
// Not guaranteed: that a change is there when its command is answered.
package settings
