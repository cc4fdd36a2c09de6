package rest

import (
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
)

// huma has no other place for these than variables of its package, and only
// this package uses it. Its own errors repeat the value that was sent.
func init() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return ofHuma(requestOf(ctx.Context()), status, errs)
	}
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return ofHuma(request{}, status, errs)
	}
	// No array in our answers is ever null.
	huma.DefaultArrayNullable = false
}

// ofHuma maps what huma found wrong with parameters and with the reading of
// bodies. It calls a body that broke off an error of the server.
func ofHuma(about request, status int, errs []error) *problem {
	c, ok := statusCodes[status]
	if !ok {
		c = codeBadRequest
	}
	fields := parameters(errs)
	if len(fields) == 1 && fields[0].Field == "sort" {
		c = domain.CodeValidation
	}
	p := newProblem(about, c, "")
	p.Fields = fields
	return p
}

// parameters are the wrong ones, without where they are: `query.limit` is
// `limit`.
func parameters(errs []error) []domain.FieldError {
	var fields []domain.FieldError
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if !errors.As(err, &detail) {
			continue
		}
		_, name, _ := strings.Cut(detail.Location, ".")
		fields = append(fields, domain.FieldError{Field: name, Code: domain.FieldInvalid, Message: detail.Message})
	}
	return fields
}
