package processors

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/names"
)

// generate records the names of one unit: offsets
// [from+chunk*unitSize, from+(chunk+1)*unitSize) of the campaign's range.
// They are a function of the pattern, so whoever comes first is right.
func (w *Workers) generate(ctx context.Context, p *plan, u unit) error {
	event := generated(p.state, u.key.chunk)
	select {
	case w.limit <- struct{}{}:
		defer func() { <-w.limit }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	part := eventstore.Part{Unit: strconv.Itoa(u.key.chunk), Last: true}
	ref := eventstore.Ref{Category: campaign.Category, ID: u.campaign}
	meta := systemMeta(uuid.New(), time.Now(), u.campaign)
	meta.CausationID = p.started
	_, err := w.store.AppendPart(ctx, meta, ref, part, event, event.Counts())
	if errors.Is(err, eventstore.ErrPartTaken) {
		return nil
	}
	return err
}

func generated(s campaign.State, chunk int) campaign.NamesGenerated {
	g := s.Params.Generation
	pattern := names.Pattern{
		Prefix: g.PrefixVariableLength, Suffix: g.SuffixVariableLength,
		Characters: g.CharacterSet, Constant: g.ConstantString, TLDs: g.TLDs,
	}
	first := int64(chunk) * unitSize
	offset := s.Range.From.Add(first)
	event := campaign.NamesGenerated{FirstOrdinal: first, FirstOffset: &offset}
	event.Names = make([]string, 0, unitSize)
	count := int(min(unitSize, s.Range.Len()-first))
	pattern.Each(offset.Int(), count, func(i int, name string, valid bool) bool {
		if valid {
			event.Names = append(event.Names, name)
		} else {
			event.Skipped = append(event.Skipped, i)
		}
		return true
	})
	return event
}
