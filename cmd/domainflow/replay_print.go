package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"domainflow/domain"
	"domainflow/eventstore"
	"domainflow/projections"
)

// printed is an event as GET /api/v2/events shows it.
type printed struct {
	projections.Event
	Data json.RawMessage `json:"data"`
}

func (c *replayCmd) print(out io.Writer, e eventstore.Recorded) error {
	if c.Format == "text" {
		_, err := fmt.Fprintln(out, line(e))
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(printed{projections.EventOf(e), e.Data})
}

// maxLine is how much of its data an event shows in a line.
const maxLine = 200

func line(e eventstore.Recorded) string {
	what := string(e.Data)
	if e.Part != nil {
		what = fmt.Sprintf("part %s.%d: %s", e.Part.Unit, e.Part.Number, tally(e.Counts))
	}
	if len(what) > maxLine {
		what = strings.ToValidUTF8(what[:maxLine], "") + " ..."
	}
	at := e.StoredAt.UTC().Format("2006-01-02T15:04:05.000Z")
	return printable(fmt.Sprintf("%8d  %s  %-24s %s  %s %s  %s", e.Sequence, at, e.Name(), e.Ref.ID, e.Actor.Kind, e.Actor.ID, what))
}

// tally are the counts of a part in the order of their names.
func tally(counts domain.Counts) string {
	var words []string
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		words = append(words, fmt.Sprintf("%s %d", status, counts[status]))
	}
	return strings.Join(words, ", ")
}
