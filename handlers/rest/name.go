package rest

import (
	"context"

	"domainflow/domain/claim"
	"domainflow/eventstore"
)

// naming is a change of the unique name of one thing: from "" when it is made,
// to "" when it ends.
type naming struct {
	kind     string
	holder   string
	from, to string
}

// claims decides what the change takes and releases. A name that stays the
// same but for case and spaces is neither.
func (s *server) claims(ctx context.Context, n naming) ([]eventstore.Change, error) {
	var changes []eventstore.Change
	old, wanted := claim.ID(n.kind, n.from), claim.ID(n.kind, n.to)
	if n.from != "" && n.to != "" && old == wanted {
		return nil, nil
	}
	if n.to != "" {
		change, err := s.claim(ctx, wanted, claim.Take{Kind: n.kind, Name: n.to, Holder: n.holder})
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	if n.from != "" {
		change, err := s.claim(ctx, old, claim.Release{Holder: n.holder})
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

func (s *server) claim(ctx context.Context, id string, command claim.Command) (eventstore.Change, error) {
	loaded, err := s.Claims.Load(ctx, id)
	if err != nil {
		return eventstore.Change{}, err
	}
	change, _, err := loaded.Decide(command)
	return change, err
}

// nameLocks are what a command that takes a name locks; "" takes none.
func (s *server) nameLocks(kind, name string) []eventstore.Ref {
	if name == "" {
		return nil
	}
	return []eventstore.Ref{s.Claims.Ref(claim.ID(kind, name))}
}

// current refuses an update of something that has changed since the caller saw
// it. What does not exist has sequence 0 and is not stale.
func current(expected *uint64, sequence uint64) error {
	if expected == nil || sequence == 0 || *expected == sequence {
		return nil
	}
	return &stale{current: sequence}
}
