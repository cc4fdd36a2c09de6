package rest

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Media types of bodies.
const (
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
	mediaText   = "text/plain"
	mediaCSV    = "text/csv"
)

// checkMediaType refuses bodies of other types before they are read. A body
// without a type is taken for what it must be.
func (s *server) checkMediaType(ctx huma.Context, next func(huma.Context)) {
	if body := ctx.Operation().RequestBody; body != nil && !acceptable(ctx, body) {
		// What cannot be written has nobody who reads it.
		_ = huma.WriteErr(s.api, ctx, http.StatusUnsupportedMediaType, "")
		return
	}
	next(ctx)
}

// acceptable compares the headers of a body with what the operation takes.
// Only uploads may be packed: other bodies are short.
func acceptable(ctx huma.Context, body *huma.RequestBody) bool {
	media, encoding := ctx.Header("Content-Type"), ctx.Header("Content-Encoding")
	_, json := body.Content[mediaJSON]
	if encoding != "" && encoding != "identity" && (json || encoding != "gzip") {
		return false
	}
	_, known := body.Content[mediaOf(media)]
	return media == "" || known
}

// mediaOf is a media type without its parameters, "" for one that cannot be
// read or is not of UTF-8.
func mediaOf(contentType string) string {
	media, parameters, err := mime.ParseMediaType(contentType)
	charset, given := parameters["charset"]
	utf8 := !given || slices.ContainsFunc([]string{"utf-8", "us-ascii"}, func(c string) bool { return strings.EqualFold(c, charset) })
	if err != nil || !utf8 {
		return ""
	}
	return media
}
