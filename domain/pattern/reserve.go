package pattern

import (
	"slices"

	"domainflow/domain"
)

// Reserve hands the next free offsets to a campaign. A campaign gets one
// range only: asked again, nothing happens, so a retry is harmless.
type Reserve struct {
	Campaign string
	// Requested is the number of offsets wanted; 0 means all that is left.
	Requested domain.Big
	// Space is the [Config.Size] of the pattern.
	Space domain.Big
}

// RangeReserved hands the offsets [From, To) to a campaign.
type RangeReserved struct {
	CampaignID string     `json:"campaignId"`
	From       domain.Big `json:"from"`
	To         domain.Big `json:"to"`
}

func (RangeReserved) EventType() string { return "range_reserved" }

func (e RangeReserved) evolve(s State) State {
	s.Next = e.To
	s.Ranges = append(slices.Clip(s.Ranges), Range(e))
	return s
}

// Range is what the command gives, or gave before, to its campaign. It is
// empty (From equals To) when nothing is left; then no event says so.
func (s State) Range(c Reserve) Range {
	if r, ok := s.Of(c.Campaign); ok {
		return r
	}
	size := c.Space.Sub(s.Next)
	if c.Requested.Sign() > 0 && c.Requested.Cmp(size) < 0 {
		size = c.Requested
	}
	return Range{CampaignID: c.Campaign, From: s.Next, To: s.Next.Plus(size)}
}

func (c Reserve) decide(s State) ([]Event, error) {
	var checks domain.Checks
	checks.Require(c.Requested.Sign() >= 0, "numDomainsToGenerate", domain.FieldOutOfRange, "must not be negative")
	if err := checks.Err(); err != nil {
		return nil, err
	}
	if _, ok := s.Of(c.Campaign); ok {
		return nil, nil
	}
	r := s.Range(c)
	if r.From.Cmp(r.To) == 0 {
		return nil, nil
	}
	return []Event{RangeReserved(r)}, nil
}
