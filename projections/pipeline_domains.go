package projections

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
	"domainflow/internal/names"
)

// Domain is one name of a pipeline with what each step found out about it.
// Members of a step that was deleted are absent.
type Domain struct {
	DomainName string `json:"domainName"`
	// DisplayName is the Unicode form, where it differs.
	DisplayName string `json:"displayName,omitempty"`
	Ordinal     int64  `json:"ordinal"`
	// DNSStatus is pending until there is a result.
	DNSStatus StepDNSStatus `json:"dnsStatus,omitempty"`
	// Addresses are the A records, then the AAAA records.
	Addresses []string `json:"addresses,omitempty"`
	// HTTPStatus is pending for a resolved name without a result, and absent for
	// one that is not resolved: it is no item of the step.
	HTTPStatus StepHTTPStatus `json:"httpStatus,omitempty"`
	StatusCode int            `json:"statusCode,omitempty"`
	Title      string         `json:"title,omitempty"`
	// Keywords are the patterns of the rules that were found, each once. Never
	// null.
	Keywords []string `json:"keywords"`
}

// StepDNSStatus is a campaign.DNSStatus or pending, StepHTTPStatus a
// campaign.HTTPStatus or pending.
type (
	StepDNSStatus  string
	StepHTTPStatus string
)

// StepDNSStatuses and StepHTTPStatuses stand at the numbers that rows have, and
// pending at 0.
var (
	StepDNSStatuses  = stepStatuses[StepDNSStatus](campaign.DNSStatuses)
	StepHTTPStatuses = stepStatuses[StepHTTPStatus](campaign.HTTPStatuses)
)

func stepStatuses[P, S ~string](statuses []S) []P {
	out := []P{StatusPending}
	for _, s := range statuses {
		out = append(out, P(s))
	}
	return out
}

// DomainFilter selects names. Zero values do not filter; a filter of a step
// that was deleted matches nothing.
type DomainFilter struct {
	DNSStatus  []StepDNSStatus
	HTTPStatus []StepHTTPStatus
	// Keyword is a pattern as Domain.Keywords has it.
	Keyword string
	// Query is the beginning of the name.
	Query  string
	Paging `json:"-"`
}

// PipelineDomains answers one page of the names of a pipeline, or ErrNotFound.
// The names are those of its first step that was not deleted: without the
// names, those that have a DNS result, and without these, those with a page.
func (q *Queries) PipelineDomains(ctx context.Context, pipelineID string, f DomainFilter) (Page[Domain], error) {
	query, err := fingerprint("pipeline_domains\n"+pipelineID, f)
	if err != nil {
		return Page[Domain]{}, err
	}
	after, err := ordinalAfter(f.Cursor, query)
	if err != nil {
		return Page[Domain]{}, err
	}
	var steps pipelineSteps
	s, err := q.open(ctx, func(b *questions) {
		steps.ask(b, q.scope, pipelineID)
		b.hold()
	})
	if err != nil {
		return Page[Domain]{}, err
	}
	defer s.close(ctx)
	page := Page[Domain]{Items: []Domain{}, Sequence: s.sequence}
	list, some := steps.list(f, after)
	if !some {
		return page, nil
	}
	end := after
	err = s.ask(ctx, func(b *questions) {
		b.row("SELECT COALESCE(max(ordinal), -1) FROM read."+list.table+" WHERE campaign = $1", []any{list.campaign},
			func(row pgx.Row) error { return row.Scan(&end) })
		b.each(list.sql, list.where.args, func(rows pgx.Rows) error {
			if n := len(page.Items); n == f.limit() {
				return nextCursor(&page, cursor{query, position{Number: page.Items[n-1].Ordinal}})
			}
			d, err := steps.scan(rows)
			page.Items = append(page.Items, d)
			return err
		})
	})
	if err == nil && page.NextCursor == nil && end > after+window {
		err = nextCursor(&page, cursor{query, position{Number: after + window}})
	}
	return page, err
}

// pipelineSteps are the numbers of the campaigns of a pipeline, 0 for one that
// was deleted or is not the reader's to see.
type pipelineSteps struct{ names, dns, http int64 }

func (s *pipelineSteps) ask(b *questions, scope Scope, pipelineID string) {
	step := where{args: []any{[]campaign.Type{campaign.Generation, campaign.List}, campaign.DNS, campaign.HTTP}}
	step.and("c.id = ANY(p.steps)")
	scope.seen(&step, "c.owner_id")
	w := where{args: step.args}
	w.and("p.id = %s", pipelineID)
	scope.seen(&w, "p.owner_id")
	sql := `SELECT COALESCE(max(c.number) FILTER (WHERE c.campaign_type = ANY($1)), 0),
			COALESCE(max(c.number) FILTER (WHERE c.campaign_type = $2), 0),
			COALESCE(max(c.number) FILTER (WHERE c.campaign_type = $3), 0)
		FROM read.pipelines p LEFT JOIN read.campaigns c ON ` + step.String() + ` WHERE ` + w.String() + ` GROUP BY p.number`
	b.row(sql, w.args,
		func(row pgx.Row) error { return row.Scan(&s.names, &s.dns, &s.http) })
}

// scan reads the columns of domainList.sql.
func (s *pipelineSteps) scan(rows pgx.Rows) (Domain, error) {
	d := Domain{Keywords: []string{}}
	var dns, http, code *int
	var records *campaign.Records
	var matches []struct{ Pattern string }
	var title *string
	if err := rows.Scan(&d.Ordinal, &d.DomainName, &dns, &records, &http, &code, &matches, &title); err != nil {
		return d, err
	}
	d.DisplayName, _ = names.Display(d.DomainName)
	if s.dns != 0 {
		d.DNSStatus = stepStatus(StepDNSStatuses, dns)
	}
	if s.http != 0 && (http != nil || d.DNSStatus == StepDNSStatus(campaign.DNSResolved)) {
		d.HTTPStatus = stepStatus(StepHTTPStatuses, http)
	}
	for _, a := range records.Addresses() {
		d.Addresses = append(d.Addresses, a.String())
	}
	for _, m := range matches {
		if !slices.Contains(d.Keywords, m.Pattern) {
			d.Keywords = append(d.Keywords, m.Pattern)
		}
	}
	if code != nil {
		d.StatusCode = *code
	}
	d.Title = deref(title)
	return d, nil
}

func stepStatus[S ~string](all []S, number *int) S {
	if number == nil {
		return all[0]
	}
	return statusAt(all[1:], *number)
}

// ordinalAfter is the last ordinal before a page, -1 for the first one.
func ordinalAfter(cursor, query string) (int64, error) {
	from, err := decodeCursor(cursor, query)
	if err != nil || from == nil {
		return -1, err
	}
	if from.Number > campaign.MaxNames {
		return -1, ErrCursor // written by hand
	}
	return from.Number, nil
}
