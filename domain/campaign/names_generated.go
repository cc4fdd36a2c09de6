package campaign

import "domainflow/domain"

// Statuses of a generated name.
const (
	NameGenerated      = "generated"
	NameSkippedInvalid = "skipped_invalid"
)

// NamesGenerated records the names of one unit. Of a generation campaign they
// are those of the offsets [FirstOffset, FirstOffset+len(Names)+len(Skipped))
// of its pattern, and ordinals are dense: offset minus the start of the
// campaign's range. Of a list they are the next ones accepted, and ordinals
// count them.
type NamesGenerated struct {
	// FirstOrdinal is that of the first name, or of the first place skipped.
	FirstOrdinal int64 `json:"firstOrdinal"`
	// FirstOffset is of the same; a list has none.
	FirstOffset *domain.Big `json:"firstOffset,omitempty"`
	// Names in the order of their offsets or lines, without the invalid ones.
	Names []string `json:"names"`
	// Skipped are the places, counted from FirstOrdinal and ascending, whose
	// name is no valid host name: they use their offset and give no item.
	Skipped []int `json:"skipped,omitempty"`
	// Lines of the upload that the names of a list stood in, one for each.
	Lines []int64 `json:"lines,omitempty"`
}

func (NamesGenerated) EventType() string { return "names_generated" }

// Counts by status.
func (e NamesGenerated) Counts() domain.Counts {
	return domain.Counts{NameGenerated: int64(len(e.Names)), NameSkippedInvalid: int64(len(e.Skipped))}
}

// Offset is that of an item in its pattern, nil for a list.
func (e NamesGenerated) Offset(ordinal int64) *domain.Big {
	if e.FirstOffset == nil {
		return nil
	}
	offset := e.FirstOffset.Add(ordinal - e.FirstOrdinal)
	return &offset
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
