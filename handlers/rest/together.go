package rest

import (
	"slices"

	"domainflow/domain"
)

// together joins what several checks of one request found into one refusal. What
// is no refusal comes first, then what does not exist or is not the caller's to
// do, then all wrong fields at once, then conflicts: whether a request fits the state only matters once
// it is right. Of several checks of one field, the first speaks.
func together(errs ...error) error {
	var checks domain.Checks
	var whole, conflict error
	named := map[string]bool{}
	for _, err := range errs {
		refusal, ok := domain.AsError(err)
		switch {
		case err == nil:
		case !ok || refusal.Kind == domain.NotFound || refusal.Kind == domain.Forbidden:
			return err
		case refusal.Kind == domain.Conflict:
			conflict = firstOf(conflict, err)
		case len(refusal.Fields) == 0:
			whole = firstOf(whole, err)
		default:
			addNew(&checks, named, refusal.Fields)
		}
	}
	return firstOf(checks.Err(), firstOf(whole, conflict))
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func addNew(checks *domain.Checks, named map[string]bool, fields []domain.FieldError) {
	fields = slices.DeleteFunc(slices.Clone(fields), func(f domain.FieldError) bool { return named[f.Field] })
	checks.Add(fields...)
	for _, f := range fields {
		named[f.Field] = true
	}
}
