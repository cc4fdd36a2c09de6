package rest

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/projections"
)

// layout is how a format puts items into a file.
type layout struct {
	head, between, end string
	// item appends one, given by its address.
	item func(out []byte, item any) ([]byte, error)
}

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

func (in *export) layout(item reflect.Type) layout {
	switch in.Format {
	case formatJSON:
		return layout{"[\n", ",\n", "\n]\n", appendJSON}
	case formatNDJSON:
		return layout{item: appendJSONLine}
	}
	table, head := csvOf(item), ""
	if in.BOM {
		head = byteOrderMark
	}
	return layout{head: head + table.head(), item: table.row}
}

func appendJSONLine(out []byte, item any) ([]byte, error) {
	out, err := appendJSON(out, item)
	return append(out, '\n'), err
}

// exportTypes are the formats and their media types.
var exportTypes = map[string]string{
	formatCSV: mediaCSV + "; charset=utf-8", formatJSON: mediaJSON, formatNDJSON: mediaNDJSON,
}

// exportResponses describes a file in each format.
func (s *server) exportResponses() map[string]*huma.Response {
	text := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	items := &huma.Schema{Type: huma.TypeArray, Items: oneOf(s.api.OpenAPI().Components.Schemas,
		reflect.TypeFor[projections.Name](), reflect.TypeFor[projections.DNSResult](), reflect.TypeFor[projections.HTTPResult]())}
	return map[string]*huma.Response{statusText(http.StatusOK): {
		Description: "The file",
		Content:     map[string]*huma.MediaType{mediaCSV: text, mediaJSON: {Schema: items}, mediaNDJSON: text},
	}}
}

const (
	formatCSV    = "csv"
	formatJSON   = "json"
	formatNDJSON = "ndjson"
)

// maxFileName is far below what file systems take, in any script.
const maxFileName = 60

// attachment tells the reader to save the answer as a file named after a
// campaign (RFC 6266): in ASCII, and beside it as it is.
func attachment(name, suffix string) string {
	runes := []rune(strings.Map(safeInFileName, name))
	safe := strings.Trim(string(runes[:min(len(runes), maxFileName)]), "-.")
	if safe == "" {
		safe = "campaign"
	}
	ascii := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, safe)
	header := `attachment; filename="` + ascii + suffix + `"`
	if ascii != safe {
		header += "; filename*=UTF-8''" + url.PathEscape(safe+suffix)
	}
	return header
}

// safeInFileName keeps letters and digits of all scripts.
func safeInFileName(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("._-", r) {
		return r
	}
	return '-'
}
