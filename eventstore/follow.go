package eventstore

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Filter says what a reader wants.
type Filter struct {
	// Subjects to read; none means everything. They must not overlap.
	Subjects []Pattern
	// HeadersOnly leaves Data nil: much faster where bodies are large.
	HeadersOnly bool
	// UpTo ends a Follow once all events up to this sequence are handled, also if that one is not of Subjects. 0: never.
	UpTo uint64
	// CaughtUp is called once per Follow, when everything is handled that stood in the log when it began. Sequence is where the log
	// ended then, so a position may move there over events that are not of Subjects. May be nil.
	CaughtUp func(sequence uint64)
}

// Follow hands over every event after a sequence, in order, each exactly once, live, until ctx ends (its error), handle fails (its
// error) or UpTo is reached (nil). It survives lost connections, changed leaders and restarted servers by itself, for as long as the
// connection is not closed ([ErrUnavailable]). The position is the caller's to keep.
func (s *Store) Follow(ctx context.Context, after uint64, f Filter, handle func(Recorded) error) error {
	return (&follower{store: s, filter: f, position: after, handle: handle}).run(ctx)
}

// FollowToHead is Follow from the first event to the one that is the last when it begins, whose sequence it gives: where a Follow goes
// on. UpTo of the filter is set. An empty log has none, and 0 is its head.
func (s *Store) FollowToHead(ctx context.Context, f Filter, handle func(Recorded) error) (head uint64, err error) {
	head, _, err = s.Last(ctx)
	if err != nil || head == 0 {
		return head, err
	}
	f.UpTo = head
	return head, s.Follow(ctx, 0, f, handle)
}

// run begins session after session until one ends the follower.
func (fo *follower) run(ctx context.Context) error {
	for failures := 0; ; failures++ {
		before := fo.position
		err := fo.session(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errInterrupted) {
			return err
		}
		if fo.store.nc.IsClosed() {
			return unavailable(err)
		}
		if fo.position != before {
			failures = 0
		}
		if err := wait(ctx, min(time.Second, 5*time.Millisecond<<min(failures, 8))); err != nil {
			return err
		}
	}
}

// errInterrupted ends a session that another one will continue.
var errInterrupted = errors.New("eventstore: reading was interrupted")

// follower is the state of one Follow over all its sessions.
type follower struct {
	store  *Store
	filter Filter
	handle func(Recorded) error
	// raw is there instead of handle for who wants messages that may be no events. The log has reached UpTo then.
	raw func(message) error
	// position is the sequence up to which everything is handled.
	position uint64
	// end and tail are where UpTo is reached and where CaughtUp is due; nil when not wanted, not yet known, or passed.
	end, tail *mark
	// begun says that tail was looked for.
	begun bool
}

// mark is an event whose arrival proves that all before it arrived, since a consumer delivers in order. Whether a reader of some
// subjects has seen all of them up to a sequence cannot be had from a consumer's counters: on a cluster they are those of one replica,
// which may be behind. So a reader also subscribes to the subject of the event it waits for, and drops what else comes by it.
type mark struct {
	sequence uint64
	subject  string
}

// findTail learns where the log ends now, if anybody wants to know.
func (fo *follower) findTail(ctx context.Context) error {
	if fo.filter.CaughtUp == nil || fo.begun {
		return nil
	}
	last, err := fo.store.leaderGet(ctx, getRequest{Last: ">"})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return interruptedUnlessBroken(err)
	}
	fo.begun = true
	if last.Sequence <= fo.position {
		fo.filter.CaughtUp(fo.position)
		return nil
	}
	fo.tail = &mark{last.Sequence, last.Subject()}
	return nil
}

// findEnd looks for the event at UpTo, or the first after it. The log may not be there yet.
func (fo *follower) findEnd(ctx context.Context) error {
	if fo.filter.UpTo == 0 || fo.end != nil || fo.raw != nil {
		return nil
	}
	r, err := fo.store.leaderGet(ctx, getRequest{Sequence: fo.filter.UpTo, Next: ">"})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return interruptedUnlessBroken(err)
	}
	fo.end = &mark{r.Sequence, r.Subject()}
	return nil
}

// interruptedUnlessBroken tells a log that cannot be read from one that cannot be read now.
func interruptedUnlessBroken(err error) error {
	if errors.Is(err, ErrUnavailable) {
		return interrupted(err)
	}
	return err
}

// subjects are those of the filter and of the marks still ahead.
func (fo *follower) subjects() []string {
	var subjects []string
	for _, p := range fo.filter.Subjects {
		subjects = append(subjects, string(p))
	}
	for _, m := range []*mark{fo.tail, fo.end} {
		if m != nil && subjects != nil && !fo.wants(m.subject) && !slices.Contains(subjects, m.subject) {
			subjects = append(subjects, m.subject)
		}
	}
	return subjects
}

// wants says whether an event is of the filter, and not only here as a mark.
func (fo *follower) wants(subject string) bool {
	return len(fo.filter.Subjects) == 0 ||
		slices.ContainsFunc(fo.filter.Subjects, func(p Pattern) bool { return p.matches(subject) })
}

// accept handles one event and says whether the end is reached.
func (fo *follower) accept(m message, marked bool) (done bool, err error) {
	if m.sequence <= fo.position {
		return false, nil // a replica that is behind starts a consumer before the position asked for
	}
	if fo.filter.UpTo != 0 && m.sequence > fo.filter.UpTo {
		fo.passed(m.sequence)
		return true, nil
	}
	if !marked || fo.wants(m.subject) {
		if err := fo.pass(m); err != nil {
			return false, err
		}
	}
	fo.position = m.sequence
	fo.passed(m.sequence)
	return m.sequence == fo.filter.UpTo, nil
}

func (fo *follower) pass(m message) error {
	if fo.raw != nil {
		return fo.raw(m)
	}
	r, err := fo.store.config.Registry.record(m)
	if err != nil {
		return err
	}
	return fo.handle(r)
}

func (fo *follower) passed(sequence uint64) {
	if fo.tail != nil && sequence >= fo.tail.sequence {
		sequence, fo.tail = fo.tail.sequence, nil
		fo.filter.CaughtUp(sequence)
	}
}

// consumerConfig is an ordered consumer: in memory, on one server, without acks. A new one takes over where it breaks.
func (fo *follower) consumerConfig() jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       fo.position + 1,
		AckPolicy:         jetstream.AckNonePolicy,
		FilterSubjects:    fo.subjects(),
		HeadersOnly:       fo.filter.HeadersOnly,
		MemoryStorage:     true,
		Replicas:          1,
		InactiveThreshold: 30 * time.Second,
	}
}
