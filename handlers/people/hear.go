package people

import (
	"maps"
	"slices"

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
)

// toHear is what somebody needs whose program reads a category of events over
// NATS: what the live feed asks for, where it sends them. Subjects do not know
// whose a campaign is.
var toHear = map[string]user.Permission{
	campaign.Category: user.CampaignsReadAll, pipeline.Category: user.CampaignsReadAll, pattern.Category: user.CampaignsReadAll,
	persona.Category: user.PersonasRead, keywordset.Category: user.KeywordsRead,
	user.Category: user.UsersManage, role.Category: user.UsersManage,
	setting.Category: user.SystemConfig, natsuser.Category: user.SystemAdmin, claim.Category: user.SystemAdmin,
}

// MissingToHear is a permission that a subject takes and has lacks, "" for
// none. What nobody knows, or has a wildcard for its category, takes all there
// is.
func MissingToHear(has user.Set, subject string) user.Permission {
	needed := slices.Sorted(maps.Values(toHear))
	if one, known := toHear[natsuser.CategoryOf(subject)]; known {
		needed = []user.Permission{one}
	}
	for _, one := range needed {
		if !has.Has(one) {
			return one
		}
	}
	return ""
}

// MayHear says whether none is missing for any of the subjects.
func MayHear(has user.Set, subjects []string) bool {
	return !slices.ContainsFunc(subjects, func(s string) bool { return MissingToHear(has, s) != "" })
}
