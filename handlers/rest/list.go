package rest

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/internal/namelist"
	"domainflow/projections"
)

func (s *server) listRoutes() {
	text := func(example string) *huma.MediaType {
		return &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}, Example: example}
	}
	responses := commandResponses[listAnswer](s, http.StatusCreated)
	responses[statusText(http.StatusAccepted)].Content = s.content(reflect.TypeFor[acceptedList]())
	handle(s, access(user.CampaignsCreate), huma.Operation{
		OperationID: "create-list", Method: http.MethodPost, Path: campaignsPath + "/list", Tags: []string{"campaigns"},
		Summary: "Create a campaign of the names in the body, which is read while it arrives",
		Description: "UTF-8, gzip with Content-Encoding. Duplicates and invalid lines are reported. The campaign runs while the body arrives, " +
			"so that others may follow it; pausing it stops the reading, cancelling ends it.",
		DefaultStatus: http.StatusCreated, Responses: responses,
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			mediaText: text("example.com\nbücher.example\n"), mediaCSV: text("rank,domain\n1,example.com\n"),
		}},
	}, s.createList)
}

// listing is the input of an upload: all but the body, which is read later.
type listing struct {
	Commanding
	Name        string `query:"name" doc:"Must not be left out"`
	Description string `query:"description"`
	Format      string `query:"format" enum:"text,csv" doc:"That of the Content-Type unless given"`
	Column      string `query:"column" doc:"Of a CSV; a header cell called domain unless given, else the first column"`

	request huma.Context
}

// Resolve is how huma gives the request to its input.
func (in *listing) Resolve(ctx huma.Context) []error {
	in.request = ctx
	return nil
}

func (in *listing) params() campaign.ListParams {
	p := campaign.ListParams{Format: in.Format, Column: in.Column}
	if p.Format == "" {
		p.Format = campaign.ListText
		if mediaOf(in.request.Header("Content-Type")) == mediaCSV {
			p.Format = campaign.ListCSV
		}
	}
	return p
}

// hash tells this request from others with the same key. The body is no part of
// it: an upload is not read again.
func (in *listing) hash(p campaign.ListParams) string {
	return hashOf([]byte(in.Name + "\x00" + in.Description + "\x00" + p.Format + "\x00" + p.Column))
}

// listAnswer is what became of a list.
type listAnswer struct {
	Campaign projections.Campaign `json:"campaign"`
	ListReport
}

// acceptedList is listAnswer while the read models are behind.
type acceptedList struct {
	ID       string `json:"id" format:"uuid"`
	Sequence uint64 `json:"sequence" doc:"minSequence for a query that shows the campaign"`
	ListReport
}

// ListReport is exported as Reading is.
type ListReport struct {
	Accepted     int64         `json:"accepted"`
	Duplicates   int64         `json:"duplicates"`
	Invalid      int64         `json:"invalid"`
	InvalidLines []invalidLine `json:"invalidLines" doc:"The first 1,000. Their values are nowhere kept, and so not repeated to a later request with the same key"`
}

func reported(r namelist.Report) ListReport {
	out := ListReport{Accepted: r.Accepted, Duplicates: r.Duplicates, Invalid: r.Invalid, InvalidLines: []invalidLine{}}
	for _, l := range r.InvalidLines {
		out.InvalidLines = append(out.InvalidLines, invalidLine(l))
	}
	return out
}

type invalidLine struct {
	Line    int64         `json:"line"`
	Value   string        `json:"value,omitempty"`
	Code    namelist.Code `json:"code"`
	Message string        `json:"message,omitempty"`
}

// createList reads a list into a campaign. It exists from its first name on.
func (s *server) createList(ctx context.Context, in *listing) (*carried, error) {
	params := in.params()
	cmd := s.command(ctx, in.Commanding, in.hash(params))
	u := s.newUpload(ctx, cmd, in, params)
	defer u.gate.leave()
	if _, err := campaign.Decider.Decide(campaign.State{}, u.create); err != nil {
		return nil, err
	}
	if out, known, err := u.earlier(ctx); known || err != nil {
		return s.listAnswered(ctx, u, out, namelist.Report{}, err)
	}
	out, report, err := u.run(ctx)
	return s.listAnswered(ctx, u, out, report, err)
}

// listAnswered shows the campaign with the report of this request, or with what
// the log keeps of an earlier one.
func (s *server) listAnswered(ctx context.Context, u *upload, out outcome, report namelist.Report, err error) (*carried, error) {
	if err != nil {
		return nil, err
	}
	now := reported(report)
	done, err := show(ctx, s, out, http.StatusCreated, campaignsPath, u.id, func(ctx context.Context, id string) (listAnswer, uint64, error) {
		found, sequence, err := s.queries(ctx).Campaign(ctx, id)
		if err != nil {
			return listAnswer{}, 0, err
		}
		answer := listAnswer{found, now}
		if out.replayed {
			answer.Accepted = found.Counts[campaign.NameGenerated]
			answer.recall(u.kept)
		}
		return answer, sequence, nil
	})
	if err != nil {
		return nil, err
	}
	late, behind := done.Body.(accepted)
	switch {
	case behind && out.replayed: // part of the report is in the read models
		return nil, projections.ErrBehind
	case behind:
		done.Body = acceptedList{late.ID, late.Sequence, now}
	}
	return done, nil
}

// recall takes over what the log keeps of the report of a list.
func (a *ListReport) recall(kept *campaign.ListReport) {
	if kept == nil {
		return // it was never read to its end
	}
	a.Duplicates, a.Invalid = kept.Duplicates, kept.Invalid
	for _, l := range kept.InvalidLines {
		a.InvalidLines = append(a.InvalidLines, invalidLine{Line: l.Line, Code: namelist.Code(l.Code)})
	}
}

// kept is the part of a report that the log keeps.
func kept(r namelist.Report) *campaign.ListReport {
	out := &campaign.ListReport{Duplicates: r.Duplicates, Invalid: r.Invalid}
	for _, l := range r.InvalidLines {
		out.InvalidLines = append(out.InvalidLines, campaign.InvalidLine{Line: l.Line, Code: string(l.Code)})
	}
	return out
}

// Schema is the closed set of what may be wrong with a line.
type lineCodes string

func (lineCodes) Schema(huma.Registry) *huma.Schema {
	return enumOf(namelist.NotAHostname, namelist.LabelTooLong, namelist.NameTooLong, namelist.IDNAError, namelist.EncodingError, namelist.LineTooLong)
}

var errListEmpty = domain.Refuse(domain.Invalid, campaign.CodeListEmpty, "the list holds no valid name")
