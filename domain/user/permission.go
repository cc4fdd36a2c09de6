package user

import "slices"

// Permission is what somebody may do. Operations name the one they need.
type Permission string

const (
	CampaignsCreate    Permission = "campaigns:create"
	CampaignsRead      Permission = "campaigns:read"
	CampaignsUpdate    Permission = "campaigns:update"
	CampaignsDelete    Permission = "campaigns:delete"
	CampaignsExecute   Permission = "campaigns:execute"
	CampaignsReadAll   Permission = "campaigns:read-all"
	CampaignsManageAll Permission = "campaigns:manage-all"
	PersonasCreate     Permission = "personas:create"
	PersonasRead       Permission = "personas:read"
	PersonasUpdate     Permission = "personas:update"
	PersonasDelete     Permission = "personas:delete"
	ProxiesCreate      Permission = "proxies:create"
	ProxiesRead        Permission = "proxies:read"
	ProxiesUpdate      Permission = "proxies:update"
	ProxiesDelete      Permission = "proxies:delete"
	KeywordsCreate     Permission = "keywords:create"
	KeywordsRead       Permission = "keywords:read"
	KeywordsUpdate     Permission = "keywords:update"
	KeywordsDelete     Permission = "keywords:delete"
	ProbesRun          Permission = "probes:run"
	ReportsGenerate    Permission = "reports:generate"
	EventsRead         Permission = "events:read"
	AuditRead          Permission = "audit:read"
	// APIKeysManage is for one's own keys.
	APIKeysManage Permission = "api-keys:manage"
	UsersManage   Permission = "users:manage"
	TelemetryRead Permission = "telemetry:read"
	SystemConfig  Permission = "system:config"
	SystemAdmin   Permission = "system:admin"
)

// permissions are all there are. The place of each is its bit in a [Set], so
// there may be 64.
var permissions = []Permission{
	CampaignsCreate, CampaignsRead, CampaignsUpdate, CampaignsDelete, CampaignsExecute, CampaignsReadAll, CampaignsManageAll,
	PersonasCreate, PersonasRead, PersonasUpdate, PersonasDelete,
	ProxiesCreate, ProxiesRead, ProxiesUpdate, ProxiesDelete,
	KeywordsCreate, KeywordsRead, KeywordsUpdate, KeywordsDelete,
	ProbesRun, ReportsGenerate, EventsRead, AuditRead, APIKeysManage, UsersManage, TelemetryRead, SystemConfig, SystemAdmin,
}

var bits = func() map[Permission]Set {
	of := make(map[Permission]Set, len(permissions))
	for i, p := range permissions {
		of[p] = 1 << i
	}
	return of
}()

// Known says whether there is such a permission.
func (p Permission) Known() bool { return bits[p] != 0 }

// Set is a set of permissions. The zero Set allows nothing. It is for memory:
// what is stored are lists, since the bits are no contract.
type Set uint64

// All allows everything.
const All = ^Set(0)

// SetOf leaves out what is not known.
func SetOf(list ...Permission) Set {
	var s Set
	for _, p := range list {
		s |= bits[p]
	}
	return s
}

// Has is false for a permission that is not known, also in [All].
func (s Set) Has(p Permission) bool { return s&bits[p] != 0 }

// And is what both allow.
func (s Set) And(other Set) Set { return s & other }

// Without is what s allows and other does not.
func (s Set) Without(other Set) Set { return s &^ other }

// List is in the order of their declaration, never nil.
func (s Set) List() []Permission {
	return slices.DeleteFunc(slices.Clone(permissions), func(p Permission) bool { return !s.Has(p) })
}
