package pipeline

import (
	"slices"

	"domainflow/domain"
)

// Starts says which steps a start of the pipeline starts, by the statuses of
// all its steps in order; "" is one that was deleted. None means that there is
// nothing to do, because the pipeline runs already. Where a step is paused or
// ended without being done, a full sequence cannot start: it is refused whole.
func (s State) Starts(steps []Status) ([]int, error) {
	var pending []int
	for i, status := range steps {
		if status == Pending {
			pending = append(pending, i)
		}
	}
	blocked := slices.ContainsFunc(steps, func(status Status) bool {
		return status == Paused || status == Failed || status == Cancelled || status == ""
	})
	switch {
	case s.Mode == FullSequence && blocked, len(pending) == 0 && !slices.Contains(steps, Running):
		status := StatusOf(slices.DeleteFunc(slices.Clone(steps), func(status Status) bool { return status == "" }))
		err := domain.Refuse(domain.Conflict, domain.CodeInvalidState, "a pipeline that is %s cannot be started", status)
		err.CurrentStatus = string(status)
		return nil, err
	case s.Mode == StepByStep && len(pending) > 1:
		pending = pending[:1]
	}
	return pending, nil
}
