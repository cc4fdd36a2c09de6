package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/projections"
)

const (
	// maxComparisons is how many run at once, and compareLimit how long one may
	// take: the first page looks at every result of both runs, which for 10
	// million names each takes 5 s of Postgres and more.
	maxComparisons = 2
	compareLimit   = time.Minute
)

func (s *server) compareRoutes() {
	answers := &huma.MediaType{Schema: oneOf(s.api.OpenAPI().Components.Schemas,
		reflect.TypeFor[projections.Comparison[projections.DNSResult, projections.DNSChange]](),
		reflect.TypeFor[projections.Comparison[projections.HTTPResult, projections.HTTPChange]]())}
	handle(s, access(user.ReportsGenerate), huma.Operation{
		OperationID: "compare-campaigns", Method: http.MethodGet, Path: campaignsPath + "/{id}/compare", Tags: []string{"results"},
		Summary: "What has changed from one run to another",
		Description: "The campaign of the path is before, the one of `with` is after. Both resolve names, or both fetch pages, and their names " +
			"come from one source, near or far, or from one pattern; else 422 NOT_COMPARABLE. Ranges of one pattern never overlap, so " +
			"runs over two of them have no name in common. Names without a change are not listed. A name may have several changes, but " +
			"`only_before` and `only_after` (the other run has no result of it, or not yet) stand alone.\n\n" +
			"DNS: `newly_resolved` is resolved after and was not before, `gone` the reverse; `address_changed` is resolved both times, to " +
			"another set of A and AAAA addresses; `status_changed` is any other difference of the status.\n\n" +
			"HTTP: `newly_matching` matches after and did not before, `no_longer_matching` the reverse; `content_changed` has content both " +
			"times, with another hash; `title_changed` then has another title, too; `status_changed` is any other difference of the status.\n\n" +
			"`summary` counts every change over the whole comparison, whatever the filter. It is on the first page only. " +
			"A page may be short, even empty; only `nextCursor: null` ends the list.",
		Responses: map[string]*huma.Response{statusText(http.StatusOK): {
			Description: "OK", Content: map[string]*huma.MediaType{mediaJSON: answers},
		}},
	}, s.compare)
}

type comparison struct {
	Listing
	ID     string      `path:"id"`
	With   string      `query:"with" required:"true" format:"uuid" doc:"The campaign that is after"`
	Change []anyChange `query:"change,explode" doc:"May be given several times"`
}

// anyChange is a change of any type of campaign.
type anyChange string

// Schema is for the document and for huma to check.
func (anyChange) Schema(huma.Registry) *huma.Schema {
	all := append(texts(projections.DNSChanges), texts(projections.HTTPChanges)...)
	slices.Sort(all)
	return enumOf(slices.Compact(all)...)
}

// errNotComparable names the field. Types and sources are all that counts.
var errNotComparable = func() error {
	var checks domain.Checks
	checks.Require(false, "with", string(codeNotComparable),
		"must be a campaign of the same type, DNS or HTTP, whose names come from the same source or pattern")
	return checks.Err()
}()

func (s *server) compare(ctx context.Context, in *comparison) (*answer[any], error) {
	ctx, cancel := context.WithTimeout(ctx, compareLimit)
	defer cancel()
	kind, err := s.comparedType(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := s.comparisons.take(ctx); err != nil {
		return nil, err
	}
	defer s.comparisons.release()
	if kind == campaign.DNS {
		return compared(ctx, in, s.queries(ctx).CompareDNS, projections.DNSChanges)
	}
	return compared(ctx, in, s.queries(ctx).CompareHTTP, projections.HTTPChanges)
}

// comparedType is the one that both campaigns have.
func (s *server) comparedType(ctx context.Context, in *comparison) (campaign.Type, error) {
	found, _, err := s.queries(ctx).CampaignsByID(ctx, []string{in.ID, in.With})
	if err != nil {
		return "", outage(err)
	}
	types := map[string]campaign.Type{}
	for _, c := range found {
		types[c.ID] = c.CampaignType
	}
	var checks domain.Checks
	checks.Require(types[in.With] != "", "with", "not_found", "is no campaign that you may read")
	switch kind := types[in.ID]; {
	case kind == "":
		return "", errNotFound
	case types[in.With] == "":
		return "", checks.Err()
	case kind != types[in.With] || kind != campaign.DNS && kind != campaign.HTTP:
		return "", errNotComparable
	default:
		return kind, nil
	}
}

func compared[R any, C ~string](
	ctx context.Context, in *comparison,
	compare func(context.Context, string, string, projections.ChangeFilter[C]) (projections.Comparison[R, C], error), all []C,
) (*answer[any], error) {
	f := projections.ChangeFilter[C]{Paging: in.paging()}
	var foreign []domain.FieldError
	for i, c := range in.Change {
		if f.Change = append(f.Change, C(c)); !slices.Contains(all, C(c)) {
			foreign = append(foreign, domain.FieldError{
				Field: fmt.Sprintf("change[%d]", i), Code: domain.FieldInvalid, Message: "is no change of this type of campaign",
			})
		}
	}
	if len(foreign) > 0 {
		return nil, &badRequest{detail: "the comparison cannot be filtered like this", fields: foreign}
	}
	page, err := compare(ctx, in.ID, in.With, f)
	if errors.Is(err, projections.ErrNotComparable) {
		return nil, errNotComparable
	}
	return single(any(page), page.Sequence, err)
}
