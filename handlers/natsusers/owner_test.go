package natsusers_test

import (
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/natsuser"
	person "domainflow/domain/user"
)

// What a program reads is never more than its owner may read by now, and what
// they lose for a while costs it no event.
func TestUserFollowsTheRightsOfItsOwner(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for name, c := range map[string]struct{ loses, regains domain.Event }{
		"demoted":     {person.Updated{Roles: []person.Role{person.Member}}, person.Updated{Roles: []person.Role{person.SuperAdmin}}},
		"deactivated": {person.Updated{IsActive: &no}, person.Updated{IsActive: &yes}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.append(person.Category, "owner", person.Created{Roles: []person.Role{person.SuperAdmin}})
			stop := r.start()
			bound, free := r.createFor("owner", natsuser.All), r.create(natsuser.All)
			in, others := r.enter(bound), r.enter(free)
			require.Equal(t, []uint64{1, 2}, r.read(in, bound, 2))
			closed := in.StatusChanged(nats.CLOSED)
			r.append(person.Category, "owner", c.loses)
			<-closed
			r.turnedAway(bound)
			require.Equal(t, []uint64{1, 2, 3, 4}, r.read(others, free, 4), "nobody else notices")

			stop()
			stop = r.start()
			r.enter(free)
			r.turnedAway(bound)
			stop()
			r.append(person.Category, "owner", c.regains)
			r.start()
			require.Equal(t, []uint64{3, 4, 5}, r.read(r.enter(bound), bound, 3))
		})
	}
}

func TestUserOfSomebodyWhoIsGoneStaysOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.append(person.Category, "owner", person.Created{Roles: []person.Role{person.Member}})
	r.start()
	personas, more := r.createFor("owner", "domainflow.persona.>"), r.createFor("owner", "domainflow.user.>")
	r.enter(personas)
	r.turnedAway(more)
	r.append(person.Category, "owner", person.Deleted{})
	r.turnedAway(personas)
}
