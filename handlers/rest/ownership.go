package rest

import (
	"context"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/handlers/people"
	"domainflow/projections"
)

// queries answer what the caller of a request may see.
func (s *server) queries(ctx context.Context) *projections.Queries {
	c := caller(ctx)
	return s.Queries.For(projections.Scope{
		Owner: c.UserID, AllCampaigns: c.May(user.CampaignsReadAll), AllEvents: c.May(user.AuditRead),
	})
}

// mayManage says whether commands on what belongs to owner are the caller's to
// give; owner is "" for what never was. What they may not see does not exist.
func mayManage(c people.Caller, owner string) error {
	switch {
	case owner == "" || !c.MayRead(owner):
		return errNotFound
	case !c.MayManage(owner):
		return errForbidden(user.CampaignsManageAll)
	}
	return nil
}

// mayCommand is mayManage for a campaign. One that was deleted exists for nobody
// else: they could not have deleted it.
func mayCommand(c people.Caller, s campaign.State) error {
	err := mayManage(c, s.OwnerID)
	if err != nil && s.Deleted {
		return errNotFound
	}
	return err
}

// errForbidden names the permission that is missing.
func errForbidden(needs user.Permission) error {
	return domain.Refuse(domain.Forbidden, domain.CodeForbidden, "needs the permission %s", needs)
}
