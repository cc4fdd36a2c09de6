package live

import (
	"context"
	"errors"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
)

// audience is who may see a message. It is found once per message, by who
// reads the log, so that asking for a client takes neither a lock nor a look
// anywhere.
type audience struct {
	needs user.Set
	// owned messages are for their owner and who reads what is others', see
	// [people.Caller.MayRead].
	owned bool
	owner string
	// about is somebody who is told of their own account, whatever they may do:
	// what is open for them acts on it. It is for people, not for their keys.
	about string
}

func (a audience) includes(c *people.Caller) bool {
	if a.about != "" && a.about == c.UserID && c.SessionID != "" {
		return true
	}
	return a.needs.Without(c.Permissions) == 0 && (!a.owned || c.MayRead(a.owner))
}

// needs is what messages of a category are for. What only a newer program
// knows is for those who may read the whole log.
var needs = map[string]user.Set{
	campaign.Category:   user.SetOf(user.CampaignsRead),
	pipeline.Category:   user.SetOf(user.CampaignsRead),
	persona.Category:    user.SetOf(user.PersonasRead),
	keywordset.Category: user.SetOf(user.KeywordsRead),
	"proxy":             user.SetOf(user.ProxiesRead),
	"proxy_pool":        user.SetOf(user.ProxiesRead),
	setting.Category:    user.SetOf(user.SystemConfig),
	user.Category:       user.SetOf(user.UsersManage),
	natsuser.Category:   user.SetOf(user.SystemAdmin),
}

// ofOwner is for messages about what belongs to somebody.
func ofOwner(owner string) audience {
	return audience{needs: needs[campaign.Category], owned: true, owner: owner}
}

// audienceOf finds out who may see an event. While the log cannot be asked
// whose it is, it tries again.
func (f *Feed) audienceOf(ctx context.Context, e eventstore.Recorded) (a audience, err error) {
	switch {
	case e.Ref.Category == user.Category:
		return audience{needs: needs[user.Category], about: e.Ref.ID}, f.settle(ctx, e.Sequence)
	case e.Ref.Category != campaign.Category && e.Ref.Category != pipeline.Category:
		set, known := needs[e.Ref.Category]
		if !known {
			set = user.SetOf(user.AuditRead)
		}
		return audience{needs: set}, nil
	case e.Type == campaign.Created{}.EventType():
		owner, err := f.owners.learn(e)
		return f.ownedBy(ctx, owner, err)
	}
	var owner string
	err = patiently(ctx, func() error {
		owner, err = f.owners.of(ctx, e.Ref)
		return err
	})
	return f.ownedBy(ctx, owner, err)
}

// settle waits until what an event says of somebody is true of them: whoever is
// told of it asks at once. A gate that is behind holds the others up no longer
// than rights may lag.
func (f *Feed) settle(ctx context.Context, sequence uint64) error {
	short, cancel := context.WithTimeout(ctx, f.bounds.recheck)
	defer cancel()
	_ = f.gate.Await(short, sequence)
	return ctx.Err()
}

// ownedBy is for nobody but those who read everything when the owner cannot be
// found: one message must not stop all others.
func (f *Feed) ownedBy(ctx context.Context, owner string, err error) (audience, error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, eventstore.ErrNotFound) {
		f.log.Error("the owner of a campaign cannot be found", "error", err)
	}
	return ofOwner(owner), ctx.Err()
}
