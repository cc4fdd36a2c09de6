package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// Document is the OpenAPI 3.1 document of the API, in YAML. It is always the
// same bytes for the same program.
func Document() ([]byte, error) {
	_, s := build(Config{})
	text, err := s.api.OpenAPI().YAML()
	if err != nil {
		return nil, fmt.Errorf("rest: OpenAPI document: %w", err)
	}
	return text, nil
}

// bearerScheme names how callers sign in.
const bearerScheme = "bearer"

// apiConfig is that of huma without its additions: no $schema links in
// answers, no routes of its own.
func apiConfig() huma.Config {
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readInto}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "DomainFlow", Version: "2",
				Description: "Generates names around a word, finds out which of them exist, and which show content that matters. " +
					"Commands answer the resource after them, queries the sequence of the event log that they reflect. " +
					"Times are RFC 3339 in UTC with milliseconds; numbers that may exceed 2^53 are decimal strings. " +
					"Unless there is no limit, RateLimit-Limit says how many requests a caller may send at once, RateLimit-Remaining how many " +
					"of them are left, and RateLimit-Reset in how many seconds all are there again. " +
					"What is below /api/v2/campaigns answers below /api/v2/v2/campaigns, too.",
			},
			Components: &huma.Components{Schemas: newRegistry(), SecuritySchemes: map[string]*huma.SecurityScheme{
				bearerScheme: {Type: "http", Scheme: "bearer", Description: "An access token of a session, or an API key"},
			}},
			Tags: []*huma.Tag{
				{Name: "campaigns", Description: "One campaign is one step of work: generate, resolve, or fetch and match"},
				{Name: "pipelines", Description: "Linked campaigns: names, which of them exist, and which of those matter"},
				{Name: "patterns", Description: "What a generation would give"},
				{Name: "events", Description: "The log: what happened, who asked, and because of what"},
				{Name: "results", Description: "What campaigns found, in the order of the names"},
				{Name: "personas", Description: "Saved client profiles: how DNS is asked, how pages are fetched"},
				{Name: "keywords", Description: "Sets of rules that pages are searched with"},
				{Name: "nats", Description: "Programs outside that read the log over NATS"},
				{Name: "config", Description: "What can be changed while the program runs, by sections"},
				{Name: "auth", Description: "Signing in and out, and who one is"},
				{Name: "api-keys", Description: "Credentials of programs"},
				{Name: "users", Description: "Who may sign in, and what they may do"},
				{Name: "health", Description: "Whether the process and its parts work"},
				{Name: "document", Description: "This document"},
			},
		},
		// "json" is how huma finds the format of application/problem+json; with
		// its whole name there, an Accept header could choose it for all answers.
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
	}
}

func newRegistry() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", schemaName)
	for t, alias := range aliases {
		r.RegisterTypeAlias(t, alias)
	}
	return r
}

// content is a JSON body of one type.
func (s *server) content(t reflect.Type) map[string]*huma.MediaType {
	schema := s.api.OpenAPI().Components.Schemas.Schema(t, true, "")
	return map[string]*huma.MediaType{"application/json": {Schema: schema}}
}

// problemResponse is the answer of every status that an operation does not
// list.
func (s *server) problemResponse() *huma.Response {
	schema := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "")
	return &huma.Response{
		Description: "Every error. The status follows from the code",
		Headers: map[string]*huma.Header{
			"Retry-After": {Description: "Seconds, with CONTENTION, RATE_LIMITED and every 503", Schema: &huma.Schema{Type: huma.TypeInteger}},
		},
		Content: map[string]*huma.MediaType{problemType: {Schema: schema}},
	}
}

func statusText(status int) string { return strconv.Itoa(status) }

// raw is an answer that is no JSON made from a type.
type raw struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Body        []byte
}

// rawResponses describes raw.
func rawResponses(description, contentType string, schema *huma.Schema) map[string]*huma.Response {
	return map[string]*huma.Response{statusText(http.StatusOK): {
		Description: description, Content: map[string]*huma.MediaType{contentType: {Schema: schema}},
	}}
}

// documentRoutes comes last: what is registered is in the document that they
// serve, themselves included.
func (s *server) documentRoutes() {
	for _, form := range []struct {
		suffix, contentType string
		encode              func(*huma.OpenAPI) ([]byte, error)
	}{
		{"json", "application/openapi+json", func(o *huma.OpenAPI) ([]byte, error) { return json.Marshal(o) }},
		{"yaml", "application/openapi+yaml", (*huma.OpenAPI).YAML},
	} {
		encoded := sync.OnceValues(func() ([]byte, error) { return form.encode(s.api.OpenAPI()) })
		handle(s, public, huma.Operation{
			OperationID: "openapi-" + form.suffix, Method: http.MethodGet, Path: base + "/openapi." + form.suffix,
			Tags: []string{"document"}, Summary: "This document",
			Responses: rawResponses("OpenAPI 3.1", form.contentType, &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}),
		}, func(context.Context, *struct{}) (*raw, error) {
			text, err := encoded()
			return &raw{ContentType: form.contentType, Body: text}, err
		})
	}
}
