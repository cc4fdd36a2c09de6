package campaign

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"domainflow/domain"
)

// DNSStatus is the outcome of resolving one name; the set is closed.
// "pending" is no outcome: it is counted, never recorded.
type DNSStatus string

const (
	DNSResolved   DNSStatus = "resolved"
	DNSUnresolved DNSStatus = "unresolved"
	DNSTimeout    DNSStatus = "timeout"
	DNSError      DNSStatus = "error"
)

// DNSStatuses in the order of the numbers that read models store.
var DNSStatuses = []DNSStatus{DNSResolved, DNSUnresolved, DNSTimeout, DNSError}

// CodeUnitFailed is the error code of items on which DomainFlow itself failed
// again and again.
const CodeUnitFailed = "UNIT_FAILED"

// DNSResult is what was found out about one name.
type DNSResult struct {
	Ordinal int64
	Name    string
	Status  DNSStatus
	// RCode is the name of the response code, "" when there was no answer.
	RCode string
	// Records is nil when the answer held none of the asked types.
	Records *Records
	// Resolver and Transport ("udp", "tcp") gave the answer that stands.
	Resolver  string
	Transport string
	PersonaID string
	Attempts  int
	Duration  time.Duration
	CheckedAt time.Time
	// ErrorCode and ErrorMessage are set for timeout and error.
	ErrorCode    string
	ErrorMessage string
}

// Records of one name, only of the types that were asked: at most 64 of a
// type and 1 KiB of a TXT value, else Truncated.
type Records struct {
	A     []netip.Addr `json:"a,omitempty"`
	AAAA  []netip.Addr `json:"aaaa,omitempty"`
	CNAME []string     `json:"cname,omitempty"`
	NS    []string     `json:"ns,omitempty"`
	MX    []MX         `json:"mx,omitempty"`
	TXT   []string     `json:"txt,omitempty"`
	SOA   *SOA         `json:"soa,omitempty"`
	// MinTTL is the smallest of all records, in seconds.
	MinTTL uint32 `json:"minTtl"`
	// PrivateAddress: an address is one that is not public.
	PrivateAddress bool `json:"privateAddress,omitempty"`
	Truncated      bool `json:"recordsTruncated,omitempty"`
}

// MX is one mail exchanger.
type MX struct {
	Preference uint16 `json:"preference"`
	Host       string `json:"host"`
}

// SOA is the start of authority of the zone; times in seconds (RFC 1035).
type SOA struct {
	MName   string `json:"mname"`
	RName   string `json:"rname"`
	Serial  uint32 `json:"serial"`
	Refresh uint32 `json:"refresh"`
	Retry   uint32 `json:"retry"`
	Expire  uint32 `json:"expire"`
	Minimum uint32 `json:"minimum"`
}

// Addresses are the A records, then the AAAA records.
func (r *Records) Addresses() []netip.Addr {
	if r == nil {
		return nil
	}
	return append(append([]netip.Addr{}, r.A...), r.AAAA...)
}

// NamesResolved records the results of one part of a unit, column by column:
// row i of every column is the same name. Records are sparse: only rows that
// have any are listed.
type NamesResolved struct {
	// Ordinals are those of the campaign that made the names.
	Ordinals []int64           `json:"ordinals"`
	Names    []string          `json:"names"`
	Status   Column[DNSStatus] `json:"status"`
	// RCode is the name of the response code, "" when there was no answer.
	RCode Column[string] `json:"rcode"`
	// Resolver gave the last answer or, without any, failed last.
	Resolver Column[string] `json:"resolver"`
	// Transport is "udp" or "tcp", "" when there was none.
	Transport Column[string] `json:"transport"`
	PersonaID Column[string] `json:"personaId"`
	Attempts  []int          `json:"attempts"`
	// DurationMs is from the first query to the result, waits included.
	DurationMs []int64 `json:"durationMs"`
	// CheckedFrom plus CheckedAfterMs[i] is when row i was done; the
	// differences may be negative.
	CheckedFrom    time.Time `json:"checkedFrom"`
	CheckedAfterMs []int64   `json:"checkedAfterMs"`
	// ErrorCode and ErrorMessage say why a status is timeout or error, or tell
	// of a record type that could not be had. "" else.
	ErrorCode    Column[string] `json:"errorCode"`
	ErrorMessage Column[string] `json:"errorMessage"`
	Records      []RowRecords   `json:"records"`
}

// RowRecords are the records of one row.
type RowRecords struct {
	Row int `json:"row"`
	Records
}

func (NamesResolved) EventType() string { return "names_resolved" }

// Len is the number of results.
func (e *NamesResolved) Len() int { return len(e.Names) }

// Counts by status.
func (e NamesResolved) Counts() domain.Counts {
	counts := domain.Counts{}
	for i := range e.Names {
		counts[string(e.Status.At(i))]++
	}
	return counts
}

// NewNamesResolved is the event of these results. Without any it has lists
// without entries, none that is null, for readers of the JSON.
func NewNamesResolved(results []DNSResult) NamesResolved {
	texts := func() Column[string] { return Column[string]{Values: []string{}} }
	e := NamesResolved{
		Ordinals: []int64{}, Names: []string{}, Status: Column[DNSStatus]{Values: []DNSStatus{}},
		RCode: texts(), Resolver: texts(), Transport: texts(), PersonaID: texts(),
		Attempts: []int{}, DurationMs: []int64{}, CheckedAfterMs: []int64{},
		ErrorCode: texts(), ErrorMessage: texts(), Records: []RowRecords{},
	}
	for _, r := range results {
		e.Add(r)
	}
	return e
}

// Add appends one result. Times are kept to the millisecond.
func (e *NamesResolved) Add(r DNSResult) {
	if len(e.Names) == 0 {
		e.CheckedFrom = r.CheckedAt.UTC().Truncate(time.Millisecond)
		e.Records = []RowRecords{}
	}
	if r.Records != nil {
		e.Records = append(e.Records, RowRecords{Row: len(e.Names), Records: *r.Records})
	}
	e.Ordinals = append(e.Ordinals, r.Ordinal)
	e.Names = append(e.Names, r.Name)
	e.Status.Add(r.Status)
	e.RCode.Add(r.RCode)
	e.Resolver.Add(r.Resolver)
	e.Transport.Add(r.Transport)
	e.PersonaID.Add(r.PersonaID)
	e.Attempts = append(e.Attempts, r.Attempts)
	e.DurationMs = append(e.DurationMs, r.Duration.Milliseconds())
	e.CheckedAfterMs = append(e.CheckedAfterMs, r.CheckedAt.Truncate(time.Millisecond).Sub(e.CheckedFrom).Milliseconds())
	e.ErrorCode.Add(r.ErrorCode)
	e.ErrorMessage.Add(r.ErrorMessage)
}

// Each yields the results in the order in which they were recorded.
func (e *NamesResolved) Each(yield func(i int, r DNSResult) bool) {
	records := e.Records
	for i := range e.Names {
		r := DNSResult{
			Ordinal: e.Ordinals[i], Name: e.Names[i], Status: e.Status.At(i), RCode: e.RCode.At(i),
			Resolver: e.Resolver.At(i), Transport: e.Transport.At(i), PersonaID: e.PersonaID.At(i),
			Attempts: e.Attempts[i], Duration: time.Duration(e.DurationMs[i]) * time.Millisecond,
			CheckedAt: e.CheckedFrom.Add(time.Duration(e.CheckedAfterMs[i]) * time.Millisecond),
			ErrorCode: e.ErrorCode.At(i), ErrorMessage: e.ErrorMessage.At(i),
		}
		if len(records) > 0 && records[0].Row == i {
			r.Records, records = &records[0].Records, records[1:]
		}
		if !yield(i, r) {
			return
		}
	}
}

// UnmarshalJSON refuses columns that do not belong together, so that nobody
// who reads the rows has to.
func (e *NamesResolved) UnmarshalJSON(data []byte) error {
	type plain NamesResolved
	if err := json.Unmarshal(data, (*plain)(e)); err != nil {
		return err
	}
	n := len(e.Names)
	for _, column := range []struct {
		name string
		err  error
	}{
		{"ordinals", readList(e.Ordinals, n)}, {"status", e.Status.read(n)}, {"rcode", e.RCode.read(n)},
		{"resolver", e.Resolver.read(n)}, {"transport", e.Transport.read(n)}, {"personaId", e.PersonaID.read(n)},
		{"attempts", readList(e.Attempts, n)}, {"durationMs", readList(e.DurationMs, n)},
		{"checkedAfterMs", readList(e.CheckedAfterMs, n)}, {"errorCode", e.ErrorCode.read(n)},
		{"errorMessage", e.ErrorMessage.read(n)}, {"records", readRecords(e.Records, n)},
	} {
		if column.err != nil {
			return fmt.Errorf("names_resolved: %s: %w", column.name, column.err)
		}
	}
	return nil
}

func readList[T any](list []T, n int) error {
	if len(list) != n {
		return fmt.Errorf("%d rows instead of %d", len(list), n)
	}
	return nil
}

// readRecords wants each row at most once, and in order.
func readRecords(records []RowRecords, n int) error {
	next := 0
	for _, r := range records {
		if r.Row < next || r.Row >= n {
			return fmt.Errorf("row %d of %d after row %d", r.Row, n, next-1)
		}
		next = r.Row + 1
	}
	return nil
}
