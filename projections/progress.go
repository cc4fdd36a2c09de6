package projections

import (
	"math"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
)

// Progress is how far a campaign is. REST and the live feed both show it.
// Null members are not known yet.
type Progress struct {
	Status          campaign.Status `json:"status"`
	TotalItems      int64           `json:"totalItems"`
	TotalIsFinal    bool            `json:"totalIsFinal"`
	ProcessedItems  int64           `json:"processedItems"`
	PendingItems    int64           `json:"pendingItems"`
	SuccessfulItems int64           `json:"successfulItems"`
	FailedItems     int64           `json:"failedItems"`
	// Counts has every status of the campaign's type and `pending`.
	Counts             domain.Counts `json:"counts"`
	ProgressPercentage *float64      `json:"progressPercentage"`
	// AvgProcessingRate is items per second over the last 30 s. It and the
	// estimate are computed by this process and are no part of a read model.
	AvgProcessingRate     *float64 `json:"avgProcessingRate"`
	EstimatedCompletionAt *Time    `json:"estimatedCompletionAt"`
	// WaitingFor is `source` when nothing can be done before the source goes on.
	WaitingFor string `json:"waitingFor,omitempty"`
}

// StatusPending is counted for items without a result.
const StatusPending = "pending"

// tally is what progress is computed from.
type tally struct {
	kind   campaign.Type
	status campaign.Status
	// started says that the run began, and so that a generation campaign
	// knows its range.
	started     bool
	sourceEnded bool
	total       int64
	// counts by status, without pending.
	counts domain.Counts
}

// resultKind is what the results of one type of campaign may be.
type resultKind struct {
	statuses, successful, failed []string
}

var resultKinds = map[campaign.Type]resultKind{
	campaign.Generation: {
		statuses:   []string{campaign.NameGenerated, campaign.NameSkippedInvalid},
		successful: []string{campaign.NameGenerated},
	},
	campaign.List: {
		statuses:   []string{campaign.NameGenerated, campaign.NameSkippedInvalid},
		successful: []string{campaign.NameGenerated},
	},
	campaign.DNS: {
		statuses:   texts(campaign.DNSStatuses),
		successful: texts([]campaign.DNSStatus{campaign.DNSResolved}),
		failed:     texts([]campaign.DNSStatus{campaign.DNSTimeout, campaign.DNSError}),
	},
	campaign.HTTP: {
		statuses:   texts(campaign.HTTPStatuses),
		successful: texts([]campaign.HTTPStatus{campaign.HTTPMatch, campaign.HTTPNoMatch}),
		failed: texts([]campaign.HTTPStatus{campaign.HTTPTimeout, campaign.HTTPTLSError, campaign.HTTPBlocked,
			campaign.HTTPFailed}),
	},
}

func texts[S ~string](statuses []S) []string {
	out := make([]string, len(statuses))
	for i, s := range statuses {
		out[i] = string(s)
	}
	return out
}

// progress is everything but rate and estimate.
func (t tally) progress() Progress {
	kind := resultKinds[t.kind]
	processed := t.counts.Total()
	p := Progress{
		Status: t.status, TotalItems: t.total, TotalIsFinal: t.isFinal(), ProcessedItems: processed,
		PendingItems: t.total - processed, SuccessfulItems: sum(t.counts, kind.successful),
		FailedItems: sum(t.counts, kind.failed), Counts: domain.Counts{StatusPending: t.total - processed},
	}
	for _, status := range kind.statuses {
		p.Counts[status] = 0
	}
	p.Counts.Add(t.counts)
	if p.TotalIsFinal {
		p.ProgressPercentage = percentage(processed, t.total)
	}
	if t.follows() && t.status == campaign.StatusRunning && p.PendingItems == 0 && !t.sourceEnded {
		p.WaitingFor = "source"
	}
	return p
}

func (t tally) isFinal() bool {
	if t.status.Ended() {
		return true
	}
	switch t.kind {
	case campaign.Generation:
		return t.started
	case campaign.List:
		return false
	}
	return t.sourceEnded
}

func (t tally) follows() bool { return t.kind == campaign.DNS || t.kind == campaign.HTTP }

// percentage has one decimal and is rounded down, so that 100 means that
// nothing is pending.
func percentage(processed, total int64) *float64 {
	percent := 100.0
	if total > 0 {
		percent = math.Floor(float64(processed)*1000/float64(total)) / 10
	}
	return &percent
}

func sum(counts domain.Counts, statuses []string) int64 {
	var n int64
	for _, s := range statuses {
		n += counts[s]
	}
	return n
}

// withRate adds what this process measured. known is false before there is
// enough to measure.
func (p *Progress) withRate(perSecond float64, known bool, now time.Time) {
	if !known || p.Status != campaign.StatusRunning {
		return
	}
	p.AvgProcessingRate = &perSecond
	if perSecond > 0 && p.TotalIsFinal {
		left := time.Duration(float64(p.PendingItems) / perSecond * float64(time.Second))
		at := TimeOf(now.Add(left))
		p.EstimatedCompletionAt = &at
	}
}
