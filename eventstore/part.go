package eventstore

import (
	"context"
	"crypto/sha256"
	"errors"

	"domainflow/domain"
)

// AppendPart stores a result of a run in its place, unless somebody else's is there: [*PartTakenError] with the winner. Its event id
// is made of the command, the place and the content, so an attempt whose acknowledgement was lost is recognised, and the same worker
// coming back with other content is not mistaken for it. Parts of a unit are stored one after the other: number k only after k-1.
func (s *Store) AppendPart(ctx context.Context, m Meta, ref Ref, p Part, event domain.Event, counts domain.Counts) (uint64, error) {
	at := address{ref: ref, eventType: event.EventType(), part: &p}
	e, err := s.config.Registry.partEntry(m, at, event, counts)
	if err != nil {
		return 0, err
	}
	again := s.pacer()
	for {
		sequence, err := s.publishPart(ctx, e)
		if ctx.Err() != nil && err != nil {
			return 0, ctx.Err()
		}
		v := judge(err)
		switch v {
		case stored:
			return sequence, nil
		case lost, repeated, doubtful:
			sequence, err := s.resolvePart(ctx, e)
			if v != doubtful || err == nil || errors.Is(err, ErrPartTaken) {
				return sequence, err
			}
		}
		if !again(ctx, v) {
			return 0, failure(v, err)
		}
	}
}

func (r *Registry) partEntry(m Meta, at address, event domain.Event, counts domain.Counts) (entry, error) {
	if err := at.check(); err != nil {
		return entry{}, err
	}
	data, err := r.encode(at.ref.Category, event)
	if err != nil {
		return entry{}, err
	}
	content := sha256.Sum256(data)
	header, err := m.header(m.eventID(at.subject()+"\n"+string(content[:])), at, counts)
	return entry{at: at, header: header, data: data}, err
}

func (s *Store) publishPart(ctx context.Context, e entry) (uint64, error) {
	m := e.message()
	expectFirst(m)
	return s.publishOne(ctx, m)
}

// resolvePart asks the leader who came first.
func (s *Store) resolvePart(ctx context.Context, e entry) (uint64, error) {
	winner, err := s.leaderGet(ctx, getRequest{Last: e.at.subject()})
	switch {
	case err != nil:
		return 0, err
	case winner.ID == e.header.Get(hdrID):
		return winner.Sequence, nil
	}
	return 0, &PartTakenError{Winner: winner}
}

// Part reads one part from the leader, or fails with [ErrNotFound].
func (s *Store) Part(ctx context.Context, ref Ref, eventType, unit string, number int) (Recorded, error) {
	at := address{ref: ref, eventType: eventType, part: &Part{Unit: unit, Number: number}}
	if err := at.check(); err != nil {
		return Recorded{}, err
	}
	return s.leaderGet(ctx, getRequest{Last: at.subject()})
}

// Parts reads the parts of a unit: 0, 1, 2 ... up to the first that is missing. On a cluster the newest may be missing too; whoever
// then tries to store one of those learns of it by [ErrPartTaken]. What it returns is never torn: an answer cut short is an error.
func (s *Store) Parts(ctx context.Context, ref Ref, eventType, unit string) ([]Recorded, error) {
	if err := (address{ref: ref, eventType: eventType, part: &Part{Unit: unit}}).check(); err != nil {
		return nil, err
	}
	found := map[int]Recorded{}
	for r, err := range s.scan(ctx, join(root, ref.Category, ref.ID, eventType, unit, "*")) {
		if err != nil {
			return nil, err
		}
		found[r.Part.Number] = r
	}
	var parts []Recorded
	for r, ok := found[0]; ok; r, ok = found[len(parts)] {
		parts = append(parts, r)
	}
	return parts, nil
}
