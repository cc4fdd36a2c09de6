package pipeline

import "slices"

// Status is where a pipeline stands, or one of its steps. Those of campaigns
// are spelled as campaigns spell them.
type Status string

const (
	Pending   Status = "pending"
	Running   Status = "running"
	Paused    Status = "paused"
	Completed Status = "completed"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
	// Waiting is of pipelines only: some steps have ended, the next was not
	// started.
	Waiting Status = "waiting"
)

// Statuses of a pipeline.
var Statuses = []Status{Pending, Running, Paused, Completed, Failed, Cancelled, Waiting}

// StatusOf is the status of a pipeline by those of its steps. Deleted ones
// have none.
func StatusOf(steps []Status) Status {
	for _, worst := range []Status{Running, Paused, Failed, Cancelled} {
		if slices.Contains(steps, worst) {
			return worst
		}
	}
	for _, all := range []Status{Completed, Pending} {
		if !slices.ContainsFunc(steps, func(s Status) bool { return s != all }) {
			return all
		}
	}
	return Waiting
}
