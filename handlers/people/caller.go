package people

import (
	"context"

	"domainflow/domain/user"
	"domainflow/eventstore"
)

// Caller is who a request or a connection is from.
type Caller struct {
	UserID string
	// SessionID or KeyID is what they came with.
	SessionID, KeyID string
	// Permissions are those of the user, as far as the key has them too.
	Permissions user.Set
	// MustChangePassword: nothing but that is open to them.
	MustChangePassword bool
}

// Actor is the caller as events name them.
func (c Caller) Actor() eventstore.Actor {
	if c.KeyID != "" {
		return eventstore.Actor{ID: c.KeyID, Kind: "api_key"}
	}
	return eventstore.Actor{ID: c.UserID, Kind: "user"}
}

// May says whether the caller has a permission.
func (c Caller) May(p user.Permission) bool { return c.Permissions.Has(p) }

// MayRead says whether the caller sees what belongs to owner.
func (c Caller) MayRead(owner string) bool { return owner == c.UserID || c.May(user.CampaignsReadAll) }

// MayManage says whether commands on what belongs to owner are the caller's to
// give, as far as they have the permission for each.
func (c Caller) MayManage(owner string) bool {
	return owner == c.UserID || c.May(user.CampaignsManageAll)
}

type callerKey struct{}

// WithCaller keeps the caller of a request in its context.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is nobody, ok false, where nobody signed in.
func CallerOf(ctx context.Context) (c Caller, ok bool) {
	c, ok = ctx.Value(callerKey{}).(Caller)
	return c, ok
}
