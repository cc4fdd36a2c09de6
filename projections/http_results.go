package projections

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/campaign"
	"domainflow/internal/names"
)

// HTTPResult is what was found on the page of one name.
type HTTPResult struct {
	DomainName string `json:"domainName"`
	// DisplayName is the Unicode form, where it differs.
	DisplayName string              `json:"displayName,omitempty"`
	Ordinal     int64               `json:"ordinal"`
	Status      campaign.HTTPStatus `json:"status"`
	StatusCode  int                 `json:"statusCode,omitempty"`
	PersonaID   string              `json:"personaId,omitempty"`
	ContentHash string              `json:"contentHash,omitempty"`
	CheckedAt   Time                `json:"checkedAt"`
	// Matches is never null.
	Matches []campaign.Match `json:"matches"`
	HTTPDetail
}

// HTTPDetail is the part of a result that no filter asks for. It is stored as
// one JSON value.
type HTTPDetail struct {
	FinalURL         string              `json:"finalUrl,omitempty"`
	Redirects        []campaign.Redirect `json:"redirects,omitempty"`
	TLSVersion       string              `json:"tlsVersion,omitempty"`
	TLSVerified      *bool               `json:"tlsVerified,omitempty"`
	TLSError         string              `json:"tlsError,omitempty"`
	HTTPVersion      string              `json:"httpVersion,omitempty"`
	RemoteAddress    string              `json:"remoteAddress,omitempty"`
	Title            string              `json:"title,omitempty"`
	ContentType      string              `json:"contentType,omitempty"`
	ServerHeader     string              `json:"serverHeader,omitempty"`
	Language         string              `json:"language,omitempty"`
	Headers          map[string][]string `json:"headers,omitempty"`
	BodyBytes        int64               `json:"bodyBytes"`
	Truncated        bool                `json:"truncated,omitempty"`
	Snippet          string              `json:"snippet,omitempty"`
	MatchesTruncated bool                `json:"matchesTruncated,omitempty"`
	Attempts         int                 `json:"attempts"`
	DurationMs       int64               `json:"durationMs"`
	ErrorCode        string              `json:"errorCode,omitempty"`
	ErrorMessage     string              `json:"errorMessage,omitempty"`
}

// HTTPFilter selects HTTP results. Zero values do not filter.
type HTTPFilter struct {
	Status []campaign.HTTPStatus
	// HasKeywords keeps results with a match, or those without.
	HasKeywords  *bool
	KeywordSetID string
	RuleID       string
	Category     string
	StatusCode   int
	PersonaID    string
	ContentHash  string
	// Query is the beginning of the name.
	Query  string
	Paging `json:"-"`
}

func writeHTTPResults(ctx context.Context, c *change) error {
	rows := newCopyRows("http_results", 10, `campaign, checked_at, ordinal, status, status_code, persona_id, domain_name,
		content_hash, matches, detail`)
	for _, e := range c.events {
		event, ok := e.Event.(campaign.PagesChecked)
		owner := c.campaigns.existing(e.Ref.ID)
		if !ok || owner == nil {
			continue
		}
		for i := range event.Pages {
			if err := addHTTPResult(rows, owner.Number, &event.Pages[i]); err != nil {
				return err
			}
		}
	}
	return c.copy(ctx, rows)
}

func addHTTPResult(rows *copyRows, number uint64, p *campaign.PageResult) error {
	detail, err := jsonText(detailOf(p))
	if err != nil {
		return err
	}
	var matches []byte
	if len(p.Matches) > 0 {
		if matches, err = jsonText(p.Matches); err != nil {
			return err
		}
	}
	rows.row()
	rows.bigint(int64(number))
	rows.timestamp(p.CheckedAt)
	rows.integer(p.Ordinal)
	rows.smallint(slices.Index(campaign.HTTPStatuses, p.Status) + 1)
	rows.smallint(p.StatusCode)
	rows.uuid(p.PersonaID)
	rows.text(p.Name)
	rows.optionalText(p.ContentHash)
	rows.jsonb(matches)
	rows.json(detail)
	return nil
}

func detailOf(p *campaign.PageResult) HTTPDetail {
	return HTTPDetail{
		FinalURL: p.FinalURL, Redirects: p.Redirects, TLSVersion: p.TLSVersion, TLSVerified: p.TLSVerified,
		TLSError: p.TLSError, HTTPVersion: p.HTTPVersion, RemoteAddress: p.RemoteAddress, Title: p.Title,
		ContentType: p.ContentType, ServerHeader: p.ServerHeader, Language: p.Language, Headers: p.Headers,
		BodyBytes: p.BodyBytes, Truncated: p.Truncated, Snippet: p.Snippet, MatchesTruncated: p.MatchesTruncated,
		Attempts: p.Attempts, DurationMs: p.DurationMs, ErrorCode: p.ErrorCode, ErrorMessage: p.ErrorMessage,
	}
}

// HTTPResults answers one page of the results of an HTTP campaign, or
// ErrNotFound.
func (q *Queries) HTTPResults(ctx context.Context, campaignID string, f HTTPFilter) (Page[HTTPResult], error) {
	return readResults(ctx, q, httpResultList(campaignID, f), scanHTTPResult)
}

// ExportHTTPResults begins an export of the same list, without its paging.
func (q *Queries) ExportHTTPResults(ctx context.Context, campaignID string, f HTTPFilter) (*Export[HTTPResult], error) {
	return exportResults(ctx, q, httpResultList(campaignID, f), scanHTTPResult)
}

// httpColumns are what scanHTTPResult reads.
const httpColumns = "ordinal, domain_name, status, status_code, persona_id::text, content_hash, checked_at, matches, detail"

func httpResultList(campaignID string, f HTTPFilter) resultList {
	l := resultList{
		name: "http_results", table: "http_results", columns: httpColumns,
		campaignID: campaignID, kinds: []campaign.Type{campaign.HTTP}, filter: f, paging: f.Paging,
	}
	andStatus(&l.where, campaign.HTTPStatuses, f.Status)
	andFlag(&l.where, "(matches IS NOT NULL) = %s", f.HasKeywords)
	andMatch(&l.where, "keywordSetId", f.KeywordSetID)
	andMatch(&l.where, "ruleId", f.RuleID)
	andMatch(&l.where, "category", f.Category)
	andIf(&l.where, "status_code = %s", f.StatusCode)
	andIf(&l.where, "persona_id::text = %s", f.PersonaID)
	andIf(&l.where, "content_hash = %s", f.ContentHash)
	andNamePrefix(&l.where, "domain_name", f.Query)
	return l
}

// andMatch keeps results with a match that has this member.
func andMatch(w *where, member, value string) {
	andIf(w, "matches @> jsonb_build_array(jsonb_build_object('"+member+"', %s::text))", value)
}

func scanHTTPResult(rows pgx.Rows, _ *campaign.Range) (HTTPResult, int64, error) {
	r := HTTPResult{Matches: []campaign.Match{}}
	var status int
	var at time.Time
	var persona, hash *string
	var matches *[]campaign.Match
	err := rows.Scan(&r.Ordinal, &r.DomainName, &status, &r.StatusCode, &persona, &hash, &at, &matches, &r.HTTPDetail)
	if err != nil {
		return r, 0, err
	}
	r.Status, r.CheckedAt = statusAt(campaign.HTTPStatuses, status), TimeOf(at)
	r.DisplayName, _ = names.Display(r.DomainName)
	r.PersonaID, r.ContentHash = deref(persona), deref(hash)
	if matches != nil {
		r.Matches = *matches
	}
	return r, r.Ordinal, nil
}
