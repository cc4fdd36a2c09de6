package rest

import (
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// checkMediaType refuses bodies of other types before they are read. A body
// without a type is taken for what it must be.
func (s *server) checkMediaType(ctx huma.Context, next func(huma.Context)) {
	encoding := ctx.Header("Content-Encoding")
	plain := encoding == "" || encoding == "identity"
	if ctx.Operation().RequestBody != nil && (!plain || !isJSON(ctx.Header("Content-Type"))) {
		// What cannot be written has nobody who reads it.
		_ = huma.WriteErr(s.api, ctx, http.StatusUnsupportedMediaType, "")
		return
	}
	next(ctx)
}

func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, parameters, err := mime.ParseMediaType(contentType)
	charset, given := parameters["charset"]
	return err == nil && media == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}
