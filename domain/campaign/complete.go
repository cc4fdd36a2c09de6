package campaign

import "domainflow/domain"

// Complete ends a campaign whose every item has a result. Only the system
// sends it: the dispatcher, or for a list whoever has read its upload.
type Complete struct {
	Reason CompletionReason
	// Units is how many units of work the run had.
	Units int
	// Counts are the results by status, over all units.
	Counts domain.Counts
	// List is what reading a list found beside its names, nil for others.
	List *ListReport
}

// CompletionReason says why nothing is left to do.
type CompletionReason string

const (
	AllDone         CompletionReason = "all_done"
	SpaceExhausted  CompletionReason = "space_exhausted"
	SourceCancelled CompletionReason = "source_cancelled"
	SourceFailed    CompletionReason = "source_failed"
)

// Completed ends a campaign whose work is done.
type Completed struct {
	CompletionReason CompletionReason `json:"completionReason"`
	// Units is how many units of work the run had.
	Units int `json:"units"`
	// Counts are the results by status, over all units.
	Counts domain.Counts `json:"counts"`
	// TotalItems is the sum of the counts.
	TotalItems int64       `json:"totalItems"`
	List       *ListReport `json:"list,omitempty"`
}

// ListReport is what a list held beside the names that were accepted.
type ListReport struct {
	// Duplicates and Invalid are numbers of lines.
	Duplicates int64 `json:"duplicates"`
	Invalid    int64 `json:"invalid"`
	// InvalidLines are the first of them. What they held is nowhere in the log:
	// it may be anything, a person's address too.
	InvalidLines []InvalidLine `json:"invalidLines,omitempty"`
}

// InvalidLine is one line that is no name. Code says why.
type InvalidLine struct {
	Line int64  `json:"line"`
	Code string `json:"code"`
}

func (Completed) EventType() string { return "completed" }

func (e Completed) evolve(s State) State {
	s.Status, s.Reason = StatusCompleted, e.CompletionReason
	return s
}

func (c Complete) decide(s State) ([]Event, error) {
	if s.Exists() && s.Status == StatusCompleted && s.Reason == c.Reason {
		return nil, nil
	}
	if err := inStatus(s, "completed", StatusRunning); err != nil {
		return nil, err
	}
	return []Event{Completed{
		CompletionReason: c.Reason, Units: c.Units, Counts: c.Counts, TotalItems: c.Counts.Total(), List: c.List,
	}}, nil
}
