package rest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
)

// exportList is the list that an export of one type of campaign writes.
type exportList struct {
	// name is that of its path.
	name string
	// input has the filters.
	input    reflect.Type
	statuses []any
}

var exportLists = map[campaign.Type]exportList{
	campaign.Generation: {"generated-domains", reflect.TypeFor[nameList](), nil},
	campaign.List:       {"generated-domains", reflect.TypeFor[nameList](), nil},
	campaign.DNS:        {"dns-validation", reflect.TypeFor[dnsResultList](), enumOf(campaign.DNSStatuses...).Enum},
	campaign.HTTP:       {"http-keyword", reflect.TypeFor[httpResultList](), enumOf(campaign.HTTPStatuses...).Enum},
}

// check refuses what the list would refuse, as it would: filters of other lists
// must not look as if they had an effect.
func (in *export) check(list exportList) error {
	known := append(queryNames(list.input), "format", "bom", "ticket")
	var foreign []domain.FieldError
	refuse := func(field, message string) {
		foreign = append(foreign, domain.FieldError{Field: field, Code: domain.FieldInvalid, Message: message})
	}
	for name := range in.given {
		if !slices.Contains(known, name) {
			refuse(name, "is no filter of the results of this type of campaign")
		}
	}
	for i, status := range in.Status {
		if slices.Contains(known, "status") && !slices.Contains(list.statuses, any(string(status))) {
			refuse(fmt.Sprintf("status[%d]", i), "is no status of the results of this type of campaign")
		}
	}
	if len(foreign) > 0 {
		return &badRequest{detail: "the campaign's results cannot be filtered like this", fields: foreign}
	}
	var checks domain.Checks
	checks.Require(!in.BOM || in.Format == formatCSV, "bom", domain.FieldNotAllowed, "is only for format %s", formatCSV)
	return checks.Err()
}

// queryNames are the query parameters of an input.
func queryNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("query"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// resultStatus is a status of the results of some type of campaign.
type resultStatus string

// Schema is for the document and for huma to check.
func (resultStatus) Schema(huma.Registry) *huma.Schema {
	all := append(texts(campaign.DNSStatuses), texts(campaign.HTTPStatuses)...)
	slices.Sort(all)
	return enumOf(slices.Compact(all)...)
}

func texts[S ~string](statuses []S) []string {
	out := make([]string, len(statuses))
	for i, s := range statuses {
		out[i] = string(s)
	}
	return out
}

// statusesOf are the statuses of a request, which check has seen.
func statusesOf[S ~string](in *export) []S {
	var out []S
	for _, s := range in.Status {
		out = append(out, S(s))
	}
	return out
}
