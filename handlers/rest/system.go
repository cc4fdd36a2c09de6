package rest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

const (
	systemPath  = base + "/admin/system"
	rebuildPath = base + "/admin/rebuild"
)

func (s *server) systemRoutes() {
	tags := []string{"admin"}
	handle(s, access(user.SystemAdmin), huma.Operation{
		OperationID: "get-system", Method: http.MethodGet, Path: systemPath, Tags: tags, Summary: "The log, the read models and the work",
	}, s.getSystem)
	handle(s, access(user.SystemAdmin), huma.Operation{
		OperationID: "rebuild", Method: http.MethodPost, Path: rebuildPath, Tags: tags,
		Summary: "Build the read models anew from the log, beside those that answer",
		Description: "Answers at once; " + systemPath + " shows how far it is. Queries and campaigns go on; in the end the new ones take the place of " +
			"the old. Repeated while one runs, it does nothing.",
		DefaultStatus: http.StatusAccepted,
	}, s.rebuild)
}

// system is what an operator wants to know.
type system struct {
	Version    string          `json:"version"`
	BuildTime  string          `json:"buildTime"`
	Log        logState        `json:"log"`
	ReadModels readModelsState `json:"readModels"`
	Rebuild    rebuildState    `json:"rebuild"`
	Work       []StepLoad      `json:"work" doc:"Of all processes together"`
}

type logState struct {
	LastSequence uint64 `json:"lastSequence"`
	Events       uint64 `json:"events"`
	Bytes        uint64 `json:"bytes" doc:"On disk, of one copy"`
	Consumers    int    `json:"consumers"`
}

type readModelsState struct {
	Version   int    `json:"version" doc:"Of their tables"`
	State     string `json:"state" enum:"following,failing,stopped" doc:"stopped: not without a rebuild"`
	Sequence  uint64 `json:"sequence"`
	LagEvents uint64 `json:"lagEvents"`
	Error     string `json:"error,omitempty"`
}

type rebuildState struct {
	Running   bool              `json:"running" doc:"In whatever process; a verification counts as well"`
	Sequence  uint64            `json:"sequence,omitempty" doc:"How far it has come"`
	EndedAt   *projections.Time `json:"endedAt,omitempty" doc:"The last one of this process"`
	LastError string            `json:"lastError,omitempty"`
}

// StepLoad is what one step has to do.
type StepLoad struct {
	Step       string `json:"step" enum:"generate,resolve,fetch"`
	Waiting    int    `json:"waiting" doc:"Units in the queue"`
	InProgress int    `json:"inProgress" doc:"Units that a worker has"`
}

func (s *server) getSystem(ctx context.Context, _ *Reading) (*answer[system], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	out := system{Version: s.Build.Version, BuildTime: s.Build.Time}
	extent, err := s.Store.Extent(ctx)
	if err != nil {
		return nil, err
	}
	out.Log = logState{LastSequence: extent.Last, Events: extent.Events, Bytes: extent.Bytes, Consumers: extent.Consumers}
	out.ReadModels = readModelsNow(s.ReadModels.Health(), extent.Last)
	if out.Rebuild, err = s.rebuildNow(ctx); err != nil {
		return nil, outage(err)
	}
	if out.Work, err = s.Work(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", eventstore.ErrUnavailable, err)
	}
	return single(out, out.ReadModels.Sequence, nil)
}

func readModelsNow(h projections.Health, last uint64) readModelsState {
	out := readModelsState{Version: projections.Version, State: "following", Sequence: h.Sequence}
	if last > h.Sequence {
		out.LagEvents = last - h.Sequence
	}
	if h.Err != nil {
		out.State, out.Error = "failing", h.Err.Error()
	}
	if h.Stopped {
		out.State = "stopped"
	}
	return out
}

func (s *server) rebuildNow(ctx context.Context) (rebuildState, error) {
	state, err := s.ReadModels.RebuildState(ctx)
	out := rebuildState{Running: state.Running, Sequence: state.Sequence}
	if !state.Ended.IsZero() {
		at := projections.TimeOf(state.Ended)
		out.EndedAt = &at
	}
	if state.Err != nil {
		out.LastError = state.Err.Error()
	}
	return out, err
}

// begun is the answer to what is done later.
type begun struct {
	Location string `header:"Location" doc:"Where to see how far it is"`
}

func (s *server) rebuild(context.Context, *struct{}) (*begun, error) {
	s.ReadModels.RequestRebuild()
	return &begun{Location: systemPath}, nil
}
