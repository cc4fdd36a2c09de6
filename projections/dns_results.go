package projections

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
	"domainflow/internal/names"
)

// DNSResult is what was found out about one name.
type DNSResult struct {
	DomainName string `json:"domainName"`
	// DisplayName is the Unicode form, where it differs.
	DisplayName string             `json:"displayName,omitempty"`
	Ordinal     int64              `json:"ordinal"`
	Status      campaign.DNSStatus `json:"status"`
	RCode       *string            `json:"rcode"`
	// NameExists is true with NOERROR, false with NXDOMAIN, else null.
	NameExists *bool      `json:"nameExists"`
	Records    DNSRecords `json:"records"`
	// MinTTL is null without records.
	MinTTL           *uint32 `json:"minTtl"`
	PrivateAddress   bool    `json:"privateAddress"`
	RecordsTruncated bool    `json:"recordsTruncated,omitempty"`
	Resolver         string  `json:"resolver,omitempty"`
	Transport        string  `json:"transport,omitempty"`
	PersonaID        string  `json:"personaId,omitempty"`
	Attempts         int     `json:"attempts"`
	DurationMs       int64   `json:"durationMs"`
	CheckedAt        Time    `json:"checkedAt"`
	ErrorCode        string  `json:"errorCode,omitempty"`
	ErrorMessage     string  `json:"errorMessage,omitempty"`
}

// DNSRecords are the records of one name, by type; absent types had none or
// were not asked for.
type DNSRecords struct {
	A     []string      `json:"a,omitempty"`
	AAAA  []string      `json:"aaaa,omitempty"`
	CNAME []string      `json:"cname,omitempty"`
	NS    []string      `json:"ns,omitempty"`
	MX    []campaign.MX `json:"mx,omitempty"`
	TXT   []string      `json:"txt,omitempty"`
	SOA   *campaign.SOA `json:"soa,omitempty"`
}

// DNSFilter selects DNS results. Zero values do not filter.
type DNSFilter struct {
	Status    []campaign.DNSStatus
	RCode     string
	PersonaID string
	Resolver  string
	// Query is the beginning of the name.
	Query  string
	Paging `json:"-"`
}

func writeDNSResults(ctx context.Context, c *change) error {
	rows := newCopyRows("dns_results", 14, `campaign, checked_at, ordinal, duration_ms, status, attempts, persona_id,
		domain_name, rcode, resolver, transport, error_code, error_message, records`)
	for _, e := range c.events {
		event, ok := e.Event.(campaign.NamesResolved)
		owner := c.campaigns.existing(e.Ref.ID)
		if !ok || owner == nil {
			continue
		}
		for _, r := range event.Each {
			if err := addDNSResult(rows, owner.Number, r); err != nil {
				return err
			}
		}
	}
	return c.copy(ctx, rows)
}

func addDNSResult(rows *copyRows, number uint64, r campaign.DNSResult) error {
	var records []byte
	if r.Records != nil {
		var err error
		if records, err = jsonText(r.Records); err != nil {
			return err
		}
	}
	rows.row()
	rows.bigint(int64(number))
	rows.timestamp(r.CheckedAt)
	rows.integer(r.Ordinal)
	rows.integer(r.Duration.Milliseconds())
	rows.smallint(slices.Index(campaign.DNSStatuses, r.Status) + 1)
	rows.smallint(r.Attempts)
	rows.uuid(r.PersonaID)
	rows.text(r.Name)
	rows.optionalText(r.RCode)
	rows.optionalText(r.Resolver)
	rows.optionalText(r.Transport)
	rows.optionalText(r.ErrorCode)
	rows.optionalText(r.ErrorMessage)
	rows.json(records)
	return nil
}

// DNSResults answers one page of the results of a DNS campaign, or
// ErrNotFound.
func (q *Queries) DNSResults(ctx context.Context, campaignID string, f DNSFilter) (Page[DNSResult], error) {
	return readResults(ctx, q, dnsResultList(campaignID, f), scanDNSResult)
}

// ExportDNSResults begins an export of the same list, without its paging.
func (q *Queries) ExportDNSResults(ctx context.Context, campaignID string, f DNSFilter) (*Export[DNSResult], error) {
	return exportResults(ctx, q, dnsResultList(campaignID, f), scanDNSResult)
}

// dnsColumns are what scanDNSResult reads.
const dnsColumns = `ordinal, domain_name, status, rcode, records, resolver, transport, persona_id::text, attempts, duration_ms,
	checked_at, error_code, error_message`

func dnsResultList(campaignID string, f DNSFilter) resultList {
	l := resultList{
		name: "dns_results", table: "dns_results", columns: dnsColumns,
		campaignID: campaignID, kinds: []campaign.Type{campaign.DNS}, filter: f, paging: f.Paging,
	}
	andStatus(&l.where, campaign.DNSStatuses, f.Status)
	andIf(&l.where, "rcode = %s", f.RCode)
	andIf(&l.where, "persona_id::text = %s", f.PersonaID)
	andIf(&l.where, "resolver = %s", f.Resolver)
	andNamePrefix(&l.where, "domain_name", f.Query)
	return l
}

// commonStatus is the number of the status that most rows of either step
// have: `unresolved` and `no_match`. The partial indexes leave it out.
const commonStatus = 2

// andStatus keeps the wanted statuses, all if none is named.
func andStatus[S comparable](w *where, all, wanted []S) {
	if len(wanted) > 0 {
		andNumbers(w, "status", numbersOf(all, wanted, 1))
	}
}

// numbersOf are the places of statuses in a list that begins at first.
func numbersOf[S comparable](all, wanted []S, first int) []int16 {
	numbers := make([]int16, len(wanted))
	for i, s := range wanted {
		numbers[i] = int16(slices.Index(all, s) + first)
	}
	return numbers
}

// andNumbers keeps statuses by their numbers. Without the common one it says so
// in a way that lets Postgres use the partial index.
func andNumbers(w *where, column string, numbers []int16) {
	w.and(column+" = ANY(%s)", numbers)
	if !slices.Contains(numbers, commonStatus) {
		w.and(column + " <> 2")
	}
}

func scanDNSResult(rows pgx.Rows, _ *campaign.Range) (DNSResult, int64, error) {
	var r DNSResult
	var status int
	var at time.Time
	var resolver, transport, persona, code, message *string
	var records *campaign.Records
	err := rows.Scan(&r.Ordinal, &r.DomainName, &status, &r.RCode, &records, &resolver, &transport, &persona, &r.Attempts,
		&r.DurationMs, &at, &code, &message)
	if err != nil {
		return r, 0, err
	}
	r.Status, r.CheckedAt = statusAt(campaign.DNSStatuses, status), TimeOf(at)
	r.DisplayName, _ = names.Display(r.DomainName)
	r.Resolver, r.Transport, r.PersonaID = deref(resolver), deref(transport), deref(persona)
	r.ErrorCode, r.ErrorMessage = deref(code), deref(message)
	r.NameExists = nameExists(r.RCode)
	if records != nil {
		r.setRecords(records)
	}
	return r, r.Ordinal, nil
}

// statusAt is "" for a number that this version does not know.
func statusAt[S ~string](all []S, number int) S {
	if number < 1 || number > len(all) {
		return ""
	}
	return all[number-1]
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func nameExists(rcode *string) *bool {
	known := rcode != nil && (*rcode == "NOERROR" || *rcode == "NXDOMAIN")
	if !known {
		return nil
	}
	exists := *rcode == "NOERROR"
	return &exists
}

func (r *DNSResult) setRecords(records *campaign.Records) {
	r.Records = DNSRecords{
		CNAME: records.CNAME, NS: records.NS, MX: records.MX, TXT: records.TXT, SOA: records.SOA,
	}
	for _, a := range records.A {
		r.Records.A = append(r.Records.A, a.String())
	}
	for _, a := range records.AAAA {
		r.Records.AAAA = append(r.Records.AAAA, a.String())
	}
	r.MinTTL, r.PrivateAddress, r.RecordsTruncated = &records.MinTTL, records.PrivateAddress, records.Truncated
}
