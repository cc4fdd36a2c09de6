package rest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/namelist"
)

const (
	// maxListBytes bounds a list, packed and unpacked.
	maxListBytes = 1 << 30
	// listUnit is how many names one event holds at most.
	listUnit = 1000
	// listFlush is how long a name waits for others to be recorded with.
	listFlush = 2 * time.Second
	// listSign is how often a list that gets no names gives a sign of life: a list
	// without an event for 60 s counts as broken off.
	listSign = 20 * time.Second
)

// upload is a list on its way into the log.
type upload struct {
	*server
	cmd    command
	id     string
	create campaign.Create
	config namelist.Config
	gate   *gate
	// kept is the report of an earlier request.
	kept *campaign.ListReport
	// started is the id of the event that began the campaign, "" before.
	started string

	mu      sync.Mutex
	names   []string
	lines   []int64
	ordinal int64 // of the first of names
	units   int
	last    time.Time // of the last event
}

func (s *server) newUpload(ctx context.Context, cmd command, in *listing, params campaign.ListParams) *upload {
	u := &upload{server: s, cmd: cmd, id: cmd.newID("campaign"), gate: newGate(ctx, in.request, s.Stopping)}
	u.create = campaign.Create{
		Name: in.Name, Description: in.Description, OwnerID: owner, Params: campaign.Params{List: &params}, Start: &campaign.Start{},
	}
	u.config = namelist.Config{
		Column: params.Column, Gzip: in.request.Header("Content-Encoding") == "gzip", MaxBytes: maxListBytes,
		MaxNames: int64(s.CurrentSettings().Server.MaxListNames),
	}
	if params.Format == campaign.ListCSV {
		u.config.Format = namelist.CSV
	}
	return u
}

// earlier finds what an earlier request with the same key made.
func (u *upload) earlier(ctx context.Context) (out outcome, known bool, err error) {
	if !u.cmd.keyed {
		return outcome{}, false, nil
	}
	events, err := u.Store.Load(ctx, u.Campaigns.Ref(u.id), 0)
	if err != nil || len(events) == 0 {
		return outcome{}, false, err
	}
	if out, err = u.begin(ctx); err != nil {
		return out, true, err
	}
	for _, e := range events {
		event, err := e.Decode()
		if err != nil {
			return out, true, err
		}
		if completed, ok := event.(campaign.Completed); ok {
			u.kept, out.Sequence = completed.List, e.Sequence
		}
	}
	return out, true, nil
}

// begin creates and starts the campaign.
func (u *upload) begin(ctx context.Context) (outcome, error) {
	locks := []eventstore.Ref{u.Campaigns.Ref(u.id)}
	return u.execute(ctx, u.cmd, nil, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		loaded, err := u.Campaigns.Load(ctx, u.id)
		if err != nil {
			return nil, err
		}
		change, _, err := loaded.Decide(u.create)
		return []eventstore.Change{change}, err
	})
}

// run reads the body to its end. What it recorded until something went wrong
// stays, and the campaign fails then.
func (u *upload) run(ctx context.Context) (outcome, namelist.Report, error) {
	reading, stop := context.WithCancelCause(ctx)
	var beside sync.WaitGroup
	report, err := namelist.Read(u.gate, u.config, func(line int64, name string) error {
		if u.started == "" {
			if err := u.start(reading, stop, &beside); err != nil {
				return err
			}
		}
		return u.take(reading, line, name)
	})
	if err == nil && u.started != "" {
		err = u.flush(reading)
	}
	stop(nil)
	beside.Wait()
	switch {
	case err != nil:
		return outcome{}, report, u.broken(ctx, u.gate.why(err))
	case u.started == "":
		return outcome{}, report, errListEmpty
	}
	// All is read: whether its sender is still there does not matter any more.
	out, err := u.complete(context.WithoutCancel(ctx), report)
	return out, report, err
}

// start begins the campaign and what goes on beside the reading: following its
// pauses, and recording names that wait.
func (u *upload) start(ctx context.Context, stop context.CancelCauseFunc, beside *sync.WaitGroup) error {
	out, err := u.begin(ctx)
	if err != nil {
		return err
	}
	event, err := u.Store.AtSequence(ctx, out.Sequence)
	if err != nil {
		return err
	}
	u.started, u.last = event.ID, time.Now()
	beside.Go(func() { u.gate.follow(ctx, u.Store, u.Campaigns.Ref(u.id), out.Sequence) })
	beside.Go(func() {
		if err := u.keep(ctx); err != nil {
			stop(err)
			u.gate.end(err)
		}
	})
	return nil
}

func (u *upload) take(ctx context.Context, line int64, name string) error {
	u.mu.Lock()
	u.names, u.lines = append(u.names, name), append(u.lines, line)
	full := len(u.names) == listUnit
	u.mu.Unlock()
	if full {
		return u.flush(ctx)
	}
	return ctx.Err()
}

// keep records names that wait for others, and gives a sign of life while none
// come.
func (u *upload) keep(ctx context.Context) error {
	tick := time.NewTicker(listFlush)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		u.mu.Lock()
		due := len(u.names) > 0 || time.Since(u.last) >= listSign
		u.mu.Unlock()
		if due && !u.gate.paused() {
			if err := u.record(ctx); err != nil {
				return err
			}
		}
	}
}

// flush records the names that wait, if there are any.
func (u *upload) flush(ctx context.Context) error {
	u.mu.Lock()
	none := len(u.names) == 0
	u.mu.Unlock()
	if none {
		return nil
	}
	return u.record(ctx)
}

// record appends the next unit. Nobody else records units of this list, so its
// place is free.
func (u *upload) record(ctx context.Context) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	e := campaign.NamesGenerated{FirstOrdinal: u.ordinal, Names: u.names, Lines: u.lines}
	if e.Names == nil {
		e.Names = []string{}
	}
	part := eventstore.Part{Unit: strconv.Itoa(u.units), Last: true}
	_, err := u.Store.AppendPart(ctx, u.meta(uuid.New(), u.started), u.Campaigns.Ref(u.id), part, e, e.Counts())
	if err != nil {
		return err
	}
	u.ordinal, u.units, u.last = u.ordinal+int64(len(u.names)), u.units+1, time.Now()
	u.names, u.lines = nil, nil
	return nil
}

// meta is what the events say that follow from the upload.
func (u *upload) meta(command uuid.UUID, cause string) eventstore.Meta {
	m := u.cmd.meta
	m.CommandID, m.CausationID, m.BodyHash, m.Time = command, cause, "", u.Clock().UTC()
	return m
}

// complete ends the campaign, when it is not paused.
func (u *upload) complete(ctx context.Context, report namelist.Report) (outcome, error) {
	m := u.meta(uuid.NewSHA1(u.cmd.meta.CommandID, []byte("complete")), u.started)
	command := campaign.Complete{
		Reason: campaign.AllDone, Units: u.units, Counts: domain.Counts{campaign.NameGenerated: report.Accepted}, List: kept(report),
	}
	for {
		_, out, err := u.Campaigns.Do(ctx, m, u.id, command)
		refusal, refused := domain.AsError(err)
		if !refused || refusal.CurrentStatus != string(campaign.StatusPaused) {
			return outcome{Outcome: out}, err
		}
		if err := u.waitForResume(ctx); err != nil {
			return outcome{}, err
		}
	}
}

// waitForResume waits for the next lifecycle event of a campaign that is paused.
func (u *upload) waitForResume(ctx context.Context) error {
	loaded, err := u.Campaigns.Load(ctx, u.id)
	if err != nil || loaded.State.Status != campaign.StatusPaused {
		return err
	}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefLifecycleFilter(u.Campaigns.Ref(u.id))}, HeadersOnly: true}
	ctx, cancel := u.gate.bound(ctx)
	defer cancel()
	err = u.Store.Follow(ctx, loaded.Sequence, filter, func(eventstore.Recorded) error { return errMovedOn })
	if errors.Is(err, errMovedOn) {
		return nil
	}
	return u.gate.why(err)
}

var errMovedOn = errors.New("rest: the campaign has moved on")

// broken records what was read and fails the campaign, if there is one and it
// can be reached; otherwise it fails by its silence. It gives the error back.
func (u *upload) broken(ctx context.Context, err error) error {
	if u.started == "" || errors.Is(err, errCancelled) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	lost := u.flush(ctx)
	m := u.meta(uuid.NewSHA1(u.cmd.meta.CommandID, []byte("fail")), u.started)
	_, _, failed := u.Campaigns.Do(ctx, m, u.id, campaign.Fail{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: brokenMessage(err)})
	if failed = errors.Join(lost, failed); failed != nil {
		u.Log.Warn("a list that broke off is not kept whole or not failed yet", "campaign", u.id, "error", failed)
	}
	return err
}

// brokenMessage is what a user reads beside UPLOAD_INCOMPLETE.
func brokenMessage(err error) string {
	message := "the upload broke off"
	var bad *badRequest
	var large *tooLarge
	if errors.As(err, &bad) || errors.As(err, &large) {
		message = err.Error()
	}
	return message + "; the names that were read are kept"
}
