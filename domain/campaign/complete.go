package campaign

import "domainflow/domain"

// Complete ends a campaign whose every item has a result. Only the
// dispatcher sends it.
type Complete struct {
	Reason CompletionReason
	// Units is how many units of work the run had.
	Units int
	// Counts are the results by status, over all units.
	Counts domain.Counts
}

// CompletionReason says why nothing is left to do.
type CompletionReason string

const (
	AllDone         CompletionReason = "all_done"
	SpaceExhausted  CompletionReason = "space_exhausted"
	SourceCancelled CompletionReason = "source_cancelled"
)

// Completed ends a campaign whose work is done.
type Completed struct {
	CompletionReason CompletionReason `json:"completionReason"`
	Units            int              `json:"units"`
	Counts           domain.Counts    `json:"counts"`
	// TotalItems is the sum of the counts.
	TotalItems int64 `json:"totalItems"`
}

func (Completed) EventType() string { return "completed" }

func (e Completed) evolve(s State) State {
	s.Status, s.Reason = StatusCompleted, e.CompletionReason
	return s
}

func (c Complete) decide(s State) ([]Event, error) {
	if s.Status == StatusCompleted && s.Reason == c.Reason {
		return nil, nil
	}
	if err := inStatus(s, "completed", StatusRunning); err != nil {
		return nil, err
	}
	return []Event{Completed{
		CompletionReason: c.Reason, Units: c.Units, Counts: c.Counts, TotalItems: c.Counts.Total(),
	}}, nil
}
