package user

import (
	"slices"

	"domainflow/domain"
)

// Role is a set of permissions with a name.
type Role string

const (
	SuperAdmin Role = "super_admin"
	Admin      Role = "admin"
	Member     Role = "user"
	Viewer     Role = "viewer"
)

// Roles are all there are, the mightiest first.
var Roles = []Role{SuperAdmin, Admin, Member, Viewer}

// rights are what each role allows. A viewer sees all campaigns and a member
// only their own: meant so.
var rights = map[Role]Set{
	SuperAdmin: SetOf(permissions...),
	Admin:      SetOf(permissions...).Without(SetOf(SystemConfig, SystemAdmin)),
	Member: SetOf(CampaignsCreate, CampaignsRead, CampaignsUpdate, CampaignsExecute, PersonasRead, ProxiesRead, KeywordsRead,
		ProbesRun, ReportsGenerate, EventsRead, APIKeysManage),
	Viewer: SetOf(CampaignsRead, CampaignsReadAll, PersonasRead, ProxiesRead, KeywordsRead, EventsRead),
}

// Permissions is what roles allow together. A role that is not known, as a
// newer program may have written it, allows nothing.
func Permissions(roles ...Role) Set {
	var s Set
	for _, r := range roles {
		s |= rights[r]
	}
	return s
}

// checkRoles gives them in their order.
func checkRoles(checks *domain.Checks, roles []Role) []Role {
	checks.Require(len(roles) > 0, "roles", domain.FieldRequired, "must name a role")
	for i, r := range roles {
		checks.Require(slices.Contains(Roles, r), "roles", domain.FieldUnknown, "must be some of %v", Roles)
		checks.Require(!slices.Contains(roles[:i], r), "roles", domain.FieldDuplicate, "must not name a role twice")
	}
	sorted := slices.Clone(roles)
	slices.SortFunc(sorted, func(a, b Role) int { return slices.Index(Roles, a) - slices.Index(Roles, b) })
	return sorted
}
