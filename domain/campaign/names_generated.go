package campaign

import "domainflow/domain"

// Statuses of a generated name.
const (
	NameGenerated      = "generated"
	NameSkippedInvalid = "skipped_invalid"
)

// NamesGenerated records the names of one unit of a generation campaign: the
// offsets [FirstOffset, FirstOffset+len(Names)+len(Skipped)) of its pattern.
// Ordinals are dense: offset minus the start of the campaign's range.
type NamesGenerated struct {
	FirstOrdinal int64      `json:"firstOrdinal"`
	FirstOffset  domain.Big `json:"firstOffset"`
	// Names in the order of their offsets, without the invalid ones.
	Names []string `json:"names"`
	// Skipped are the places, counted from FirstOrdinal and ascending, whose
	// name is no valid host name: they use their offset and give no item.
	Skipped []int `json:"skipped,omitempty"`
}

func (NamesGenerated) EventType() string { return "names_generated" }

// Counts by status.
func (e NamesGenerated) Counts() domain.Counts {
	return domain.Counts{NameGenerated: int64(len(e.Names)), NameSkippedInvalid: int64(len(e.Skipped))}
}

// Each yields the names with their ordinals.
func (e NamesGenerated) Each(yield func(ordinal int64, name string) bool) {
	ordinal, skipped := e.FirstOrdinal, e.Skipped
	for _, name := range e.Names {
		for len(skipped) > 0 && e.FirstOrdinal+int64(skipped[0]) == ordinal {
			ordinal, skipped = ordinal+1, skipped[1:]
		}
		if !yield(ordinal, name) {
			return
		}
		ordinal++
	}
}
