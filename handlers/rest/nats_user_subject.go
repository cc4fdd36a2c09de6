package rest

import (
	"fmt"
	"maps"
	"slices"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/role"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/handlers/people"
)

// toHear is what somebody needs who lets a program read a category of events:
// what the live feed asks for, where it sends them. Subjects do not know whose
// a campaign is.
var toHear = map[string]user.Permission{
	campaign.Category: user.CampaignsReadAll, pipeline.Category: user.CampaignsReadAll, pattern.Category: user.CampaignsReadAll,
	persona.Category: user.PersonasRead, keywordset.Category: user.KeywordsRead,
	user.Category: user.UsersManage, role.Category: user.UsersManage,
	setting.Category: user.SystemConfig, natsuser.Category: user.SystemAdmin, claim.Category: user.SystemAdmin,
}

// mayHear refuses subjects that the caller may not read. What nobody knows, or
// has a wildcard for its category, takes all there is.
func mayHear(who people.Caller, subjects []string) error {
	if subjects == nil {
		subjects = []string{natsuser.All}
	}
	var fields []domain.FieldError
	for i, s := range subjects {
		if missing := missingToHear(who, natsuser.CategoryOf(s)); missing != "" {
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

func missingToHear(who people.Caller, category string) user.Permission {
	if one, known := toHear[category]; known {
		if who.May(one) {
			return ""
		}
		return one
	}
	for _, one := range slices.Sorted(maps.Values(toHear)) {
		if !who.May(one) {
			return one
		}
	}
	return ""
}
