package live

import (
	"context"
	"errors"
	"math"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/persona"
	"domainflow/eventstore"
)

// looksBack says whether a message shows what only earlier events know.
func looksBack(e eventstore.Recorded) bool {
	switch e.Ref.Category {
	case campaign.Category:
		return e.Type == campaign.Completed{}.EventType()
	case persona.Category:
		return e.Type == persona.Deleted{}.EventType()
	case keywordset.Category:
		return e.Type == keywordset.Deleted{}.EventType()
	case natsuser.Category:
		return e.Type == natsuser.Revoked{}.EventType()
	}
	return false
}

// secondsSinceStart is how long a run took, by the times of storing; 0 for
// one that never started.
func (f *Feed) secondsSinceStart(ctx context.Context, completed eventstore.Recorded) (float64, error) {
	started := eventstore.Recorded{Ref: completed.Ref, Type: campaign.Started{}.EventType()}
	r, err := f.store.AtSubject(ctx, started.Subject())
	if errors.Is(err, eventstore.ErrNotFound) {
		return 0, nil
	}
	return math.Round(completed.StoredAt.Sub(r.StoredAt).Seconds()*1000) / 1000, err
}

// nameBefore is what was called so until it was deleted.
func (f *Feed) nameBefore(ctx context.Context, deleted eventstore.Recorded) (namedData, error) {
	before, err := f.store.Load(ctx, deleted.Ref, deleted.Sequence-1)
	out := namedData{ID: deleted.Ref.ID}
	for _, r := range before {
		event, err := r.Decode()
		if err != nil {
			return namedData{}, err
		}
		if named, ok := nameOf(r.Ref.ID, event); ok {
			out = named
		}
	}
	return out, err
}

// userBefore is who could read what until they were revoked.
func (f *Feed) userBefore(ctx context.Context, revoked eventstore.Recorded) (natsUserData, error) {
	before, err := f.store.Load(ctx, revoked.Ref, revoked.Sequence-1)
	out := natsUserData{ID: revoked.Ref.ID, Subjects: []string{}}
	for _, r := range before {
		event, err := r.Decode()
		if err != nil {
			return natsUserData{}, err
		}
		if created, ok := event.(natsuser.Created); ok {
			out.Subjects = created.Subjects
		}
	}
	return out, err
}
