package rest

import (
	"fmt"

	"domainflow/domain"
	"domainflow/domain/natsuser"
	"domainflow/handlers/people"
)

// mayHear refuses subjects that the caller may not read.
func mayHear(who people.Caller, subjects []string) error {
	if subjects == nil {
		subjects = []string{natsuser.All}
	}
	var fields []domain.FieldError
	for i, s := range subjects {
		if missing := people.MissingToHear(who.Permissions, s); missing != "" {
			path := fmt.Sprintf("subjects[%d]", i)
			fields = append(fields, domain.FieldError{Field: path, Code: domain.CodeForbidden, Message: "needs the permission " + string(missing)})
		}
	}
	if fields == nil {
		return nil
	}
	return &domain.Error{
		Kind: domain.Forbidden, Code: domain.CodeForbidden, Message: "a NATS user may read only what their creator may read", Fields: fields,
	}
}
