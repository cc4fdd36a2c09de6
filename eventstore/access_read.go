package eventstore

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/synadia-io/orbit.go/jetstreamext"
)

// AccessQuery selects records. Zero values do not filter.
type AccessQuery struct {
	// Types are words as in [Access].
	Types                  []string
	ActorID, CorrelationID string
	// From is inclusive and To exclusive, by the time of storing; After and Before are sequences, both exclusive.
	From, To      time.Time
	After, Before uint64
	Descending    bool
	// Limit is how many records a page may have.
	Limit int
}

// AccessPage is some of what a query selects. It may be short, even empty, without being the last.
type AccessPage struct {
	Records []Access
	// Next is the After, or descending the Before, of the next page; 0 on the last.
	Next uint64
	// Sequence is what it reflects: the end of the log, as the replica has it that was asked.
	Sequence uint64
}

// maxAccessScan is how many records one page may look at.
const maxAccessScan = 10_000

// Read gives a page. It looks at no more than 10,000 records, so what is rare comes in short pages.
func (l *AccessLog) Read(ctx context.Context, q AccessQuery) (AccessPage, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return AccessPage{}, unavailable(err)
	}
	r := accessReader{AccessLog: l, query: q, low: max(info.State.FirstSeq, q.After+1), high: info.State.LastSeq}
	r.page.Sequence = info.State.LastSeq
	if q.Before != 0 {
		r.high = min(r.high, q.Before-1)
	}
	if err := r.between(ctx); err != nil {
		return AccessPage{}, err
	}
	return r.page, r.read(ctx)
}

// accessReader reads low to high, both inclusive.
type accessReader struct {
	*AccessLog
	query     AccessQuery
	low, high uint64
	page      AccessPage
}

// between brings low and high to where times are.
func (r *accessReader) between(ctx context.Context) error {
	if !r.query.From.IsZero() {
		at, err := r.firstAt(ctx, r.query.From)
		if err != nil {
			return err
		}
		r.low = max(r.low, at)
	}
	if !r.query.To.IsZero() {
		at, err := r.firstAt(ctx, r.query.To)
		if err != nil {
			return err
		}
		r.high = min(r.high, at-1)
	}
	return nil
}

// firstAt is the first record stored at or after a moment; one beyond the end if there is none.
func (r *accessReader) firstAt(ctx context.Context, moment time.Time) (uint64, error) {
	for raw, err := range getBatch(ctx, r.js, r.config, accessStream, jetstreamext.GetBatchStartTime(moment)) {
		switch {
		case errors.Is(err, jetstreamext.ErrNoMessages):
			return r.page.Sequence + 1, nil
		case err != nil:
			return 0, unavailable(err)
		}
		return raw.Sequence, nil
	}
	return 0, unavailable(errIncomplete)
}

func (r *accessReader) read(ctx context.Context) error {
	for scanned := 0; r.low <= r.high; scanned += scanBatch {
		if scanned >= maxAccessScan || len(r.page.Records) == r.query.Limit {
			if r.page.Next = r.low - 1; r.query.Descending {
				r.page.Next = r.high + 1
			}
			return nil
		}
		if err := r.window(ctx); err != nil {
			return err
		}
	}
	return nil
}

// window takes what is selected of the next 256 records, in the wanted order.
func (r *accessReader) window(ctx context.Context) error {
	from, to := r.low, min(r.high, r.low+scanBatch-1)
	if r.query.Descending {
		from, to = max(r.low, r.high-min(r.high, scanBatch-1)), r.high
	}
	records, err := r.fetch(ctx, from, to)
	if err != nil {
		return err
	}
	if r.query.Descending {
		slices.Reverse(records)
	}
	for _, a := range records {
		if !r.query.selects(a) {
			continue
		}
		r.page.Records = append(r.page.Records, a)
		if len(r.page.Records) == r.query.Limit {
			r.pass(a.Sequence, a.Sequence)
			return nil
		}
	}
	r.pass(from, to)
	return nil
}

// pass leaves from..to behind.
func (r *accessReader) pass(from, to uint64) {
	if r.query.Descending {
		r.high = from - 1
	} else {
		r.low = to + 1
	}
}

// fetch reads from..to, at most 256. A replica that does not have them all is behind: then the page reflects less.
func (r *accessReader) fetch(ctx context.Context, from, to uint64) ([]Access, error) {
	var records []Access
	for raw, err := range getBatch(ctx, r.js, r.config, accessStream, jetstreamext.GetBatchSeq(from)) {
		if errors.Is(err, jetstreamext.ErrNoMessages) {
			r.page.Sequence, r.high = min(r.page.Sequence, from-1), min(r.high, from-1)
			return nil, nil
		}
		if err != nil {
			return nil, unavailable(err)
		}
		if raw.Sequence > to {
			break
		}
		a, err := accessOf(raw)
		if err != nil {
			return nil, err
		}
		records = append(records, a)
		if raw.Header.Get(hdrPending) == "0" && raw.Sequence < to {
			r.page.Sequence, r.high = min(r.page.Sequence, raw.Sequence), min(r.high, raw.Sequence)
		}
	}
	return records, nil
}

func (q AccessQuery) selects(a Access) bool {
	return (len(q.Types) == 0 || slices.Contains(q.Types, a.Type)) &&
		(q.ActorID == "" || q.ActorID == a.Actor.ID) && (q.CorrelationID == "" || q.CorrelationID == a.CorrelationID)
}
