package projections

import "errors"

var (
	// ErrNotFound: the read models have no such resource.
	ErrNotFound = errors.New("projections: not found")
	// ErrCursor: the cursor is garbage, or belongs to another query.
	ErrCursor = errors.New("projections: the cursor is not of this query")
	// ErrNotComparable: the two campaigns have neither a source nor a pattern
	// in common, or are not of one type.
	ErrNotComparable = errors.New("projections: the campaigns have no names in common to compare")
	// ErrSort: the field cannot be sorted by.
	ErrSort = errors.New("projections: the list cannot be sorted by this field")
	// ErrBehind: the read models did not reach the sequence in time.
	ErrBehind = errors.New("projections: the read models are behind")
	// ErrAheadOfLog: the read models reflect events that the log does not
	// have, because the log was restored or lost its end. Appending now would
	// give those sequences to other events.
	ErrAheadOfLog = errors.New("projections: the read models are ahead of the event log; " +
		"make sure that the log is the right one, then run `domainflow rebuild`")
	// ErrOtherLog: the read models were made from another event log.
	ErrOtherLog = errors.New("projections: the read models belong to another event log; " +
		"make sure that both data directories belong together, then run `domainflow rebuild`")
	// ErrUndecodable: an event that a read model needs cannot be read. The
	// projector stops before it: skipping it would make every answer wrong.
	ErrUndecodable = errors.New("projections: an event cannot be decoded")
	// ErrNewer: a newer program made the read models.
	ErrNewer = errors.New("projections: the read models are of a newer version of DomainFlow; " +
		"run that one, or build them again for this one with `domainflow rebuild`")
	// ErrOtherVersion: another program has rebuilt the read models while this
	// one ran.
	ErrOtherVersion = errors.New("projections: the read models are of another version of DomainFlow by now")
)
