package projections

import (
	"fmt"
	"slices"
)

// domainList is how one page of the names of a pipeline is found: in the table
// of one step, the shortest that holds all that can match. Only the names of
// the page are then looked up in the others.
type domainList struct {
	steps    *pipelineSteps
	table    string
	campaign int64
	where    where
	sql      string
}

// list begins after an ordinal; none says that nothing can match.
func (s *pipelineSteps) list(f DomainFilter, after int64) (l domainList, some bool) {
	l.steps = s
	l.table, l.campaign = s.source(f)
	if l.campaign == 0 || len(f.DNSStatus) > 0 && s.dns == 0 || (len(f.HTTPStatus) > 0 || f.Keyword != "") && s.http == 0 {
		return l, false
	}
	l.where.and("t.campaign = %s AND t.ordinal > %s AND t.ordinal <= %s", l.campaign, after, after+window)
	andNamePrefix(&l.where, "t.domain_name", f.Query)
	l.dnsStatus(numbersOf(StepDNSStatuses, f.DNSStatus, 0))
	l.httpStatus(numbersOf(StepHTTPStatuses, f.HTTPStatus, 0))
	andIf(&l.where, "t.status <> 2 AND t.matches @> jsonb_build_array(jsonb_build_object('pattern', %s::text))", f.Keyword)
	// The limit is no parameter: a plan for any limit would read all of the
	// other tables.
	l.sql = fmt.Sprintf(`WITH page AS MATERIALIZED (
			SELECT t.ordinal, t.domain_name FROM read.%s t WHERE %s ORDER BY t.ordinal LIMIT %d)
		SELECT p.ordinal, p.domain_name, d.status, d.records, h.status, h.status_code, h.matches, h.detail->>'title'
		FROM page p
		LEFT JOIN read.dns_results d ON d.campaign = %s AND d.ordinal = p.ordinal
		LEFT JOIN read.http_results h ON h.campaign = %s AND h.ordinal = p.ordinal
		ORDER BY p.ordinal`, l.table, l.where.String(), f.limit()+1, l.where.arg(s.dns), l.where.arg(s.http))
	return l, true
}

// source is the table to look in. A page, and also that it is still pending,
// is wanted of resolved names only.
func (s *pipelineSteps) source(f DomainFilter) (table string, number int64) {
	waits := slices.Contains(f.HTTPStatus, StatusPending)
	switch {
	case f.Keyword != "" || len(f.HTTPStatus) > 0 && (!waits || s.dns == 0):
		return "http_results", s.http
	case waits || len(f.DNSStatus) > 0 && !slices.Contains(f.DNSStatus, StatusPending):
		return "dns_results", s.dns
	case s.names != 0:
		return "names", s.names
	case s.dns != 0:
		return "dns_results", s.dns
	}
	return "http_results", s.http
}

// dnsStatus keeps statuses by their numbers, 0 for pending.
func (l *domainList) dnsStatus(wanted []int16) {
	switch {
	case len(wanted) == 0:
	case l.table == "dns_results":
		andNumbers(&l.where, "t.status", wanted)
	default:
		l.where.and("COALESCE((SELECT d.status FROM read.dns_results d WHERE d.campaign = %s AND d.ordinal = t.ordinal), 0) = ANY(%s)",
			l.steps.dns, wanted)
	}
}

func (l *domainList) httpStatus(wanted []int16) {
	switch {
	case len(wanted) == 0:
	case l.table == "http_results":
		andNumbers(&l.where, "t.status", wanted)
	default:
		l.where.and(`t.status = 1 AND t.status <> 2
			AND COALESCE((SELECT h.status FROM read.http_results h WHERE h.campaign = %s AND h.ordinal = t.ordinal), 0) = ANY(%s)`,
			l.steps.http, wanted)
	}
}
