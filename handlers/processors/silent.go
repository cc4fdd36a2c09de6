package processors

import (
	"context"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/campaign"
)

// hear notes that there was an event of a list.
func (f *fold) hear(id string, now time.Time) {
	if r := f.runs[id]; r != nil && r.typ == campaign.List {
		r.heard = now
	}
}

// hearAll gives every list its time: a process that just began cannot know how
// long they have been silent, and clocks of other machines may be wrong.
func (f *fold) hearAll(now time.Time) {
	for id := range f.runs {
		f.hear(id, now)
	}
}

// silent lists the lists that run and were not heard of since limit.
func (f *fold) silent(limit time.Time) []string {
	var ids []string
	for id, r := range f.runs {
		if r.typ == campaign.List && r.running() && !r.heard.After(limit) {
			ids = append(ids, id)
		}
	}
	return ids
}

// failSilent fails the lists whose upload must have broken off: the process
// that read it has crashed, or lost the event store.
func (d *Dispatcher) failSilent(ctx context.Context, _ bool) error {
	now := time.Now()
	d.mu.Lock()
	var silent []string
	if d.ready {
		silent = d.fold.silent(now.Add(-d.timing.listSilence))
	}
	d.mu.Unlock()
	for _, id := range silent {
		meta := systemMeta(uuid.NewSHA1(uuid.MustParse(id), []byte("fail")), now, id)
		if err := d.issue(ctx, meta, id, brokenOff); err != nil {
			return err
		}
	}
	return nil
}

var brokenOff = campaign.Fail{
	ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "the upload broke off; the names that were read are kept",
}
