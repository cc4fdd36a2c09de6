package rest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/projections"
)

func (s *server) exportRoutes() {
	handle(s, access(user.ReportsGenerate), huma.Operation{
		OperationID: "export-results", Method: http.MethodGet, Path: campaignsPath + "/{id}/export", Tags: []string{"results"},
		Summary: "All results of a campaign as a file, of any size",
		Description: "Takes the filters of the result list of the campaign's type, and no others. The file is complete up to the " +
			"sequence in the header Event-Sequence. One that cannot be written to its end ends with a broken connection, never in order.\n\n" +
			"json and ndjson have the items of the list as they are. csv follows RFC 4180: a header row, one column for each member, " +
			"arrays and objects as JSON in a cell; a cell that begins with `= + - @`, tab or CR gets a leading `'`, " +
			"so that no spreadsheet takes it for a formula. A few exports run at once; others wait, and then get 503.",
		Responses: s.exportResponses(),
	}, s.export)
}

// export is the input: the filters of all lists of results.
type export struct {
	Reading
	ResultFilters
	Sort   string `query:"sort" default:"ordinal" enum:"ordinal"`
	Ticket string `query:"ticket" doc:"Instead of a header, for browsers: a ticket for a download"`
	Format string `query:"format" required:"true" enum:"csv,json,ndjson"`
	BOM    bool   `query:"bom" doc:"Begin a CSV with a byte order mark, which some spreadsheets need"`
	NameFilters
	Status []resultStatus `query:"status,explode" doc:"May be given several times"`
	PersonaFilter
	DNSFilters
	HTTPFilters

	given url.Values
}

// Resolve is how huma gives the request to its input.
func (in *export) Resolve(ctx huma.Context) []error {
	asked := ctx.URL()
	in.given = asked.Query()
	return nil
}

// download is an answer of any size.
type download struct {
	EventSequence uint64 `header:"Event-Sequence" doc:"The sequence that the file reflects"`
	ContentType   string `header:"Content-Type" hidden:"true"`
	Disposition   string `header:"Content-Disposition" doc:"A file named after the campaign"`
	Body          func(huma.Context)
}

func (s *server) export(ctx context.Context, in *export) (*download, error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	found, _, err := s.queries(ctx).Campaign(ctx, in.ID)
	if err != nil {
		return nil, outage(err)
	}
	list := exportLists[found.CampaignType]
	if err := in.check(list); err != nil {
		return nil, err
	}
	if err := s.exports.take(ctx); err != nil {
		return nil, err
	}
	out, err := s.begin(ctx, in, found.CampaignType)
	if err != nil {
		s.exports.release()
		return nil, outage(err)
	}
	s.Access.Exported(s.origin(ctx), in.ID, in.Format)
	out.ContentType = exportTypes[in.Format]
	out.Disposition = attachment(found.Name, "-"+list.name+"."+in.Format)
	return out, nil
}

// begin opens the list of a campaign's type.
func (s *server) begin(ctx context.Context, in *export, kind campaign.Type) (*download, error) {
	var whole projections.Paging
	switch kind {
	case campaign.DNS:
		return begin(ctx, s, in, s.queries(ctx).ExportDNSResults,
			in.DNSFilters.of(in.ResultFilters, statusesOf[campaign.DNSStatus](in), in.PersonaFilter, whole))
	case campaign.HTTP:
		return begin(ctx, s, in, s.queries(ctx).ExportHTTPResults,
			in.HTTPFilters.of(in.ResultFilters, statusesOf[campaign.HTTPStatus](in), in.PersonaFilter, whole))
	}
	return begin(ctx, s, in, s.queries(ctx).ExportNames, in.NameFilters.of(in.ResultFilters, whole))
}

func begin[T, F any](
	ctx context.Context, s *server, in *export,
	open func(context.Context, string, F) (*projections.Export[T], error), filter F,
) (*download, error) {
	e, err := open(ctx, in.ID, filter)
	if err != nil {
		return nil, err
	}
	//nolint:contextcheck // the body is written when this context has ended, with that of the request
	return &download{EventSequence: e.Sequence, Body: func(request huma.Context) {
		defer s.exports.release()
		defer e.Close(request.Context())
		s.stream(request, func(ctx context.Context, to io.Writer) error {
			return writeItems(ctx, to, in.layout(reflect.TypeFor[T]()), e.Each)
		})
	}}, nil
}

// writeItems writes everything that each hands out.
func writeItems[T any](ctx context.Context, to io.Writer, l layout, each func(context.Context, func(T) error) error) error {
	if _, err := io.WriteString(to, l.head); err != nil {
		return err
	}
	var line []byte
	separator := ""
	err := each(ctx, func(item T) error {
		var err error
		if line, err = l.item(append(line[:0], separator...), &item); err != nil {
			return err
		}
		separator = l.between
		_, err = to.Write(line)
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, l.end)
	return err
}
