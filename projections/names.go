package projections

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/internal/names"
)

// Name is one generated name.
type Name struct {
	DomainName string `json:"domainName"`
	// DisplayName is the Unicode form, where it differs.
	DisplayName string `json:"displayName,omitempty"`
	// TLD is all after the first label: a pattern's TLD may have several.
	TLD     string `json:"tld"`
	Ordinal int64  `json:"ordinal"`
	// Offset in the pattern, of a generated name.
	Offset *domain.Big `json:"offset,omitempty"`
	// LineNumber in the upload, of a name of a list.
	LineNumber  *int64 `json:"lineNumber,omitempty"`
	GeneratedAt Time   `json:"generatedAt"`
}

// NamesFilter selects names. Zero values do not filter.
type NamesFilter struct {
	// Query is the beginning of the name.
	Query  string
	TLD    string
	Paging `json:"-"`
}

func writeNames(ctx context.Context, c *change) error {
	rows := newCopyRows("names", 5, "campaign, generated_at, ordinal, line_number, domain_name")
	for _, e := range c.events {
		event, ok := e.Event.(campaign.NamesGenerated)
		owner := c.campaigns.existing(e.Ref.ID)
		if !ok || owner == nil {
			continue
		}
		addNames(rows, owner.Number, e.Time, event)
	}
	return c.copy(ctx, rows)
}

func addNames(rows *copyRows, number uint64, at time.Time, event campaign.NamesGenerated) {
	lines := event.Lines
	for ordinal, name := range event.Each {
		rows.row()
		rows.bigint(int64(number))
		rows.timestamp(at)
		rows.integer(ordinal)
		if len(lines) > 0 {
			rows.integer(lines[0])
			lines = lines[1:]
		} else {
			rows.null()
		}
		rows.text(name)
	}
}

// Names answers one page of the names of a generation campaign or a list, or
// ErrNotFound.
func (q *Queries) Names(ctx context.Context, campaignID string, f NamesFilter) (Page[Name], error) {
	return readResults(ctx, q, nameList(campaignID, f), scanName)
}

// ExportNames begins an export of the same list, without its paging.
func (q *Queries) ExportNames(ctx context.Context, campaignID string, f NamesFilter) (*Export[Name], error) {
	return exportResults(ctx, q, nameList(campaignID, f), scanName)
}

func nameList(campaignID string, f NamesFilter) resultList {
	l := resultList{
		name: "names", table: "names", columns: "ordinal, domain_name, generated_at, line_number",
		campaignID: campaignID, kinds: []campaign.Type{campaign.Generation, campaign.List}, filter: f, paging: f.Paging,
	}
	andNamePrefix(&l.where, "domain_name", f.Query)
	andIf(&l.where, "substr(domain_name, strpos(domain_name, '.') + 1) = %s", strings.TrimPrefix(strings.ToLower(f.TLD), "."))
	return l
}

// andNamePrefix keeps the names that begin with prefix. Names are lower-case.
func andNamePrefix(w *where, column, prefix string) {
	andIf(w, "starts_with("+column+", %s)", strings.ToLower(prefix))
}

func scanName(rows pgx.Rows, reserved *campaign.Range) (Name, int64, error) {
	var n Name
	var at time.Time
	if err := rows.Scan(&n.Ordinal, &n.DomainName, &at, &n.LineNumber); err != nil {
		return n, 0, err
	}
	_, n.TLD, _ = strings.Cut(n.DomainName, ".")
	n.DisplayName, _ = names.Display(n.DomainName)
	n.GeneratedAt = TimeOf(at)
	if reserved != nil {
		offset := reserved.From.Add(n.Ordinal)
		n.Offset = &offset
	}
	return n, n.Ordinal, nil
}
