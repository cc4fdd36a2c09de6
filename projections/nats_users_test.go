package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/natsuser"
	"domainflow/projections"
)

func TestNATSUsers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	b, a, gone := newID(), newID(), newID()
	owner, beta := newID(), natsUser("beta")
	beta.OwnerID = owner
	first := r.append(natsuser.Category, b, natsuser.Created{User: beta})
	created := r.clock
	r.append(natsuser.Category, a, natsuser.Created{User: natsUser("alpha")})
	r.append(natsuser.Category, gone, natsuser.Created{User: natsUser("gone")}, natsuser.Revoked{})
	last := r.reach(p)

	got, sequence, err := p.Queries().NATSUser(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	require.Equal(t, projections.NATSUser{
		ID: b, Name: "beta", Subjects: []string{"domainflow.campaign.>", "domainflow.persona.>"}, PublicKey: "UA",
		Consumer: "nats_user-" + b, InboxPrefix: "_INBOX_" + b, OwnerID: &owner, CreatedAt: projections.TimeOf(created), Version: first,
	}, got)
	_, _, err = p.Queries().NATSUser(t.Context(), gone)
	require.ErrorIs(t, err, projections.ErrNotFound)

	for name, c := range map[string]struct {
		filter projections.NATSUserFilter
		want   []string
	}{
		"by name":    {projections.NATSUserFilter{}, []string{a, b}},
		"newest":     {projections.NATSUserFilter{Sort: "-createdAt"}, []string{a, b}},
		"oldest":     {projections.NATSUserFilter{Sort: "createdAt"}, []string{b, a}},
		"part":       {projections.NATSUserFilter{Query: "ETA"}, []string{b}},
		"percentage": {projections.NATSUserFilter{Query: "%"}, nil},
	} {
		page, err := p.Queries().NATSUsers(t.Context(), c.filter)
		require.NoError(t, err, name)
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		require.Equal(t, c.want, ids, name)
	}
	_, err = p.Queries().NATSUsers(t.Context(), projections.NATSUserFilter{Sort: "version"})
	require.ErrorIs(t, err, projections.ErrSort)
}
