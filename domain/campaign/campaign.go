// Package campaign decides what may happen to a campaign: one step of work.
//
//	                 +--------- resume ---------+
//	                 v                          |
//	pending -start-> running -----pause-----> paused
//	   |             |  |  \                     |
//	   |       complete fail cancel              |
//	   |             v  v     v                  |
//	   |    completed failed  cancelled <-cancel-+
//	   +----------------cancel----^
//
// What does not run, paused ones apart, may be deleted: it leaves every view,
// and the log and those who follow it keep what it recorded until then.
//
// A campaign generates names or takes a list of them, or it follows the output
// of a source campaign: DNS validation resolves the names of its source, HTTP
// keyword validation fetches those its source resolved. A follower may start
// before its source and works on items as the source records them.
//
// Results are events of the campaign too, but no commands lead to them and
// they never change its status: they are facts found by processors, each on a
// subject of its own. See [NamesGenerated], [NamesResolved], [PagesChecked].
package campaign

import "domainflow/domain"

// Category is the word for campaigns in subjects and type names.
const Category = "campaign"

// Type is the step a campaign does.
type Type string

const (
	Generation Type = "domain_generation"
	List       Type = "domain_list"
	DNS        Type = "dns_validation"
	HTTP       Type = "http_keyword_validation"
)

// Status is where a campaign stands. The zero value: it does not exist.
type Status string

const (
	StatusPending   Status = "pending"
	StatusRunning   Status = "running"
	StatusPaused    Status = "paused"
	StatusCompleted Status = "completed"
	StatusFailed    Status = "failed"
	StatusCancelled Status = "cancelled"
)

// Ended says that no command changes the campaign's work any more.
func (s Status) Ended() bool {
	return s == StatusCompleted || s == StatusFailed || s == StatusCancelled
}

// State is a campaign after its lifecycle events.
type State struct {
	Status      Status
	Type        Type
	Name        string
	Description string
	OwnerID     string
	Params      Params
	// Range is set once a generation campaign has started.
	Range *Range
	// Personas and KeywordSets are what the run uses, frozen by its start:
	// an id and the sequence of its last event then.
	Personas    []Pin
	KeywordSets []Pin
	Reason      CompletionReason
	// ErrorCode says why it failed.
	ErrorCode string
	// PipelineID is the pipeline it was created with, "" for none.
	PipelineID string
	// Deleted: it keeps its status, but no command reaches it any more.
	Deleted bool
}

// Exists says that it was created and not deleted since.
func (s State) Exists() bool { return s.Status != "" && !s.Deleted }

// Source is the campaign whose output this one follows, "" for none.
func (s State) Source() string {
	switch {
	case s.Params.DNS != nil:
		return s.Params.DNS.SourceCampaignID
	case s.Params.HTTP != nil:
		return s.Params.HTTP.SourceCampaignID
	}
	return ""
}

// Command is one of [Create], [Start], [Pause], [Resume], [Cancel], [Rename],
// [Delete], [Complete] and [Fail].
type Command interface{ decide(State) ([]Event, error) }

// Event is one of the lifecycle events of a campaign.
type Event interface {
	domain.Event
	evolve(State) State
}

// Decider is the campaign aggregate.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(s State, c Command) ([]Event, error) { return c.decide(s) },
	Evolve: func(s State, e Event) State { return e.evolve(s) },
}

// Events lists a zero value of every type that campaigns ever wrote.
var Events = []domain.Event{
	Created{}, Started{}, Paused{}, Resumed{}, Cancelled{}, Completed{}, Failed{}, Renamed{}, Deleted{},
	NamesGenerated{}, NamesResolved{}, PagesChecked{},
}

// inStatus refuses a command that does not fit the state. A campaign that
// does not exist is not found.
func inStatus(s State, verb string, allowed ...Status) error {
	if !s.Exists() {
		return notFound()
	}
	for _, status := range allowed {
		if s.Status == status {
			return nil
		}
	}
	err := domain.Refuse(domain.Conflict, domain.CodeInvalidState, "a campaign that is %s cannot be %s", s.Status, verb)
	err.CurrentStatus = string(s.Status)
	return err
}

func notFound() error {
	return domain.Refuse(domain.NotFound, domain.CodeNotFound, "the campaign does not exist")
}
