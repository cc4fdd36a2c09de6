package processors

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/internal/fetcher"
)

// unitFailedMessage is what a user reads beside UNIT_FAILED.
const unitFailedMessage = "DomainFlow failed five times on the names around this one; its log says why"

// addressesFresh is how long the addresses of a DNS result are dialled
// without asking again.
const addressesFresh = time.Hour

// resolvedName is an item of fetch.
type resolvedName struct {
	ordinal   int64
	name      string
	addresses []netip.Addr
	checkedAt time.Time
}

func (n resolvedName) ordinalOf() int64 { return n.ordinal }

var checkedFormat = format[campaign.PageResult]{
	event:   campaign.PagesChecked{}.EventType(),
	ordinal: func(r campaign.PageResult) int64 { return r.Ordinal },
	size: func(r campaign.PageResult) int {
		body, err := json.Marshal(r)
		if err != nil {
			return flushBytes
		}
		return len(body) + len(",")
	},
	encode: func(results []campaign.PageResult) (domain.Event, domain.Counts) {
		e := campaign.NewPagesChecked(results)
		return e, e.Counts()
	},
	ordinals: func(e domain.Event) ([]int64, error) {
		checked, ok := e.(campaign.PagesChecked)
		if !ok {
			return nil, fmt.Errorf("%T holds no checked pages", e)
		}
		ordinals := make([]int64, len(checked.Pages))
		for i := range checked.Pages {
			ordinals[i] = checked.Pages[i].Ordinal
		}
		return ordinals, nil
	},
}

// fetch gets the pages of the names that one names_resolved part of the
// source found resolved.
func (w *Workers) fetch(ctx context.Context, p *plan, u unit) error {
	source, event, err := w.sourceOf(ctx, p, u)
	if err != nil {
		return err
	}
	resolved, ok := event.(campaign.NamesResolved)
	if !ok {
		return fmt.Errorf("source of unit %s is a %T", u.subject(), event)
	}
	var items []resolvedName
	for _, r := range resolved.Each {
		if r.Status == campaign.DNSResolved {
			items = append(items, resolvedName{r.Ordinal, r.Name, r.Records.Addresses(), r.CheckedAt})
		}
	}
	r := &recording[campaign.PageResult]{
		store: w.store, limit: w.limit, format: checkedFormat,
		ref: p.ref, unit: u.key.String(), causation: source.ID, flushAfter: w.timing.flushAfter,
	}
	return runUnit(ctx, w, u, r, items, task[resolvedName, campaign.PageResult]{work: p.fetchAll, failed: failedPage})
}

// fetchAll fetches with the leading persona; names that end in timeout,
// tls_error or error are fetched with the next one.
func (p *plan) fetchAll(ctx context.Context, items []resolvedName, done func(campaign.PageResult)) error {
	params := p.state.Params.HTTP
	options := fetcher.Options{
		Ports: params.TargetHTTPPorts, Path: params.Path, Retries: params.RetryAttempts,
		Limiter: p.limiter, Lookup: p.lookup.engine.Lookup,
	}
	for i, persona := range p.http {
		var again collected[resolvedName]
		last := i == len(p.http)-1
		err := persona.engine.Fetch(ctx, options, requests(items), func(j int, page fetcher.Page) {
			if !last && nextPersona(page.Outcome) {
				again.add(items[j])
				return
			}
			done(p.pageResult(items[j], persona.id, page))
		})
		if err != nil || len(again.items) == 0 {
			return err
		}
		// The pace of a campaign counts names, not personas.
		items, options.Limiter = again.items, nil
	}
	return nil
}

func requests(items []resolvedName) []fetcher.Request {
	out := make([]fetcher.Request, len(items))
	for i, item := range items {
		out[i] = fetcher.Request{
			Name: item.name, Addresses: item.addresses, Fresh: time.Since(item.checkedAt) < addressesFresh,
		}
	}
	return out
}

func nextPersona(o fetcher.Outcome) bool {
	return o == fetcher.Timeout || o == fetcher.TLSError || o == fetcher.Failed
}

func failedPage(item resolvedName) campaign.PageResult {
	return campaign.PageResult{
		Ordinal: item.ordinal, Name: item.name, Status: campaign.HTTPFailed, CheckedAt: time.Now().UTC(),
		ErrorCode: campaign.CodeUnitFailed, ErrorMessage: unitFailedMessage,
	}
}
