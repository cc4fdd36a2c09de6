package live

import (
	"context"
	"sync"

	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/eventstore"
)

// maxOwners bounds what is remembered; what is forgotten is asked again.
const maxOwners = 100_000

// owners tells whose a campaign or a pipeline is, for ever: its first event
// says so, and the log keeps that also of what was deleted. The clients never
// ask here, only who reads the log for them.
type owners struct {
	store *eventstore.Store

	mu    sync.Mutex
	known map[eventstore.Ref]string
}

func newOwners(s *eventstore.Store) *owners {
	return &owners{store: s, known: map[eventstore.Ref]string{}}
}

// of is [eventstore.ErrNotFound] for what never was created.
func (o *owners) of(ctx context.Context, ref eventstore.Ref) (string, error) {
	o.mu.Lock()
	owner, ok := o.known[ref]
	o.mu.Unlock()
	if ok {
		return owner, nil
	}
	// Both categories call their first event so.
	subject := eventstore.Recorded{Ref: ref, Type: campaign.Created{}.EventType()}.Subject()
	first, err := o.store.AtSubject(ctx, subject)
	if err != nil {
		return "", err
	}
	return o.learn(first)
}

// learn takes the first event of a campaign or a pipeline.
func (o *owners) learn(first eventstore.Recorded) (owner string, err error) {
	event, err := first.Decode()
	if err != nil {
		return "", err
	}
	switch e := event.(type) {
	case campaign.Created:
		owner = e.OwnerID
	case pipeline.Created:
		owner = e.OwnerID
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.known) >= maxOwners {
		clear(o.known)
	}
	o.known[first.Ref] = owner
	return owner, nil
}
