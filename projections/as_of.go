package projections

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// History is what a look into the past needs of the event store.
type History interface {
	Load(ctx context.Context, ref eventstore.Ref, upTo uint64) ([]eventstore.Recorded, error)
	Follow(ctx context.Context, after uint64, f eventstore.Filter, handle func(eventstore.Recorded) error) error
}

// CampaignAsOf is a campaign as it was shown when the read models reflected
// that sequence, which the log must have reached. It is folded from the log by
// what writes the read models, and so is the same but for rate and estimate,
// which nobody can know any more. ErrNotFound: it did not exist then.
func CampaignAsOf(ctx context.Context, log History, id string, sequence uint64) (Campaign, error) {
	past := &past{log: log, upTo: sequence, set: campaignSet{}}
	source, err := past.lifecycle(ctx, id)
	if err != nil || len(past.events) == 0 {
		return Campaign{}, firstOf(err, ErrNotFound)
	}
	refs := []string{id}
	if source != "" {
		refs = append(refs, source)
		if _, err := past.lifecycle(ctx, source); err != nil {
			return Campaign{}, err
		}
	}
	if err := past.results(ctx, refs); err != nil {
		return Campaign{}, err
	}
	c := past.set.existing(id)
	if c == nil {
		return Campaign{}, ErrNotFound
	}
	var status campaign.Status
	if s := past.set.existing(source); s != nil {
		status = s.Status
	}
	return c.answer(status), nil
}

// past is a part of the log that is folded up to a sequence.
type past struct {
	log  History
	upTo uint64
	// events are lifecycle events that are not folded yet.
	events []decoded
	set    campaignSet
}

// lifecycle reads what happened to a campaign, and finds its source.
func (p *past) lifecycle(ctx context.Context, id string) (source string, err error) {
	if p.upTo == 0 {
		return "", nil // Load would read everything
	}
	recorded, err := p.log.Load(ctx, eventstore.Ref{Category: campaign.Category, ID: id}, p.upTo)
	if err != nil {
		return "", fmt.Errorf("projections: campaign %s at %d: %w", id, p.upTo, err)
	}
	for _, r := range recorded {
		event, err := r.Decode()
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrUndecodable, err)
		}
		if created, ok := event.(campaign.Created); ok {
			source = created.SourceCampaignID
		}
		p.events = append(p.events, decoded{r, event})
	}
	slices.SortFunc(p.events, func(a, b decoded) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return source, nil
}

// results reads the headers of all results, and folds everything in the order
// of the log.
func (p *past) results(ctx context.Context, ids []string) error {
	var subjects []eventstore.Pattern
	for _, id := range ids {
		subjects = append(subjects, eventstore.RefFilter(eventstore.Ref{Category: campaign.Category, ID: id}))
	}
	first := p.events[0].Sequence - 1
	filter := eventstore.Filter{Subjects: subjects, HeadersOnly: true, UpTo: p.upTo}
	err := p.log.Follow(ctx, first, filter, func(r eventstore.Recorded) error {
		if r.Part != nil {
			p.fold(r.Sequence)
			p.set.apply(decoded{Recorded: r})
		}
		return nil
	})
	p.fold(p.upTo)
	return err
}

// fold applies the lifecycle events up to a sequence.
func (p *past) fold(upTo uint64) {
	for len(p.events) > 0 && p.events[0].Sequence <= upTo {
		p.set.apply(p.events[0])
		p.events = p.events[1:]
	}
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
