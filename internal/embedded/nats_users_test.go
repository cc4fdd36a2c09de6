package embedded

import (
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"
)

func TestSetUsersRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	n := startNATS(t, t.TempDir())
	_, public, err := NewUserKey()
	require.NoError(t, err)
	_, second, err := NewUserKey()
	require.NoError(t, err)
	account, err := nkeys.CreateAccount()
	require.NoError(t, err)
	accountKey, err := account.PublicKey()
	require.NoError(t, err)
	good := User{ID: "a", PublicKey: public, Subjects: []string{"domainflow.>"}, Consumer: "c"}
	other := User{ID: "b", PublicKey: second, Subjects: []string{"domainflow.>"}, Consumer: "d"}
	for name, c := range map[string]struct {
		member string
		change func(*User)
	}{
		"no id":                  {"ID", func(u *User) { u.ID = "" }},
		"id of two tokens":       {"ID", func(u *User) { u.ID = "a.b" }},
		"id with a wildcard":     {"ID", func(u *User) { u.ID = "*" }},
		"id taken":               {"ID", func(u *User) { u.ID = good.ID }},
		"no key":                 {"PublicKey", func(u *User) { u.PublicKey = "" }},
		"key of an account":      {"PublicKey", func(u *User) { u.PublicKey = accountKey }},
		"key taken":              {"PublicKey", func(u *User) { u.PublicKey = public }},
		"no consumer":            {"Consumer", func(u *User) { u.Consumer = "" }},
		"every consumer":         {"Consumer", func(u *User) { u.Consumer = "*" }},
		"consumer of two tokens": {"Consumer", func(u *User) { u.Consumer = "c.>" }},
		"consumer taken":         {"Consumer", func(u *User) { u.Consumer = good.Consumer }},
		"all subjects":           {"Subjects", func(u *User) { u.Subjects = []string{">"} }},
		"what is not stored yet": {"Subjects", func(u *User) { u.Subjects = []string{"append.domainflow.>"} }},
		"any first token":        {"Subjects", func(u *User) { u.Subjects = []string{"*.campaign.>"} }},
		"inboxes":                {"Subjects", func(u *User) { u.Subjects = []string{"_INBOX.>"} }},
		"no subject":             {"Subjects", func(u *User) { u.Subjects = []string{"domainflow."} }},
		"a queue":                {"Subjects", func(u *User) { u.Subjects = []string{"domainflow.> q"} }},
	} {
		bad := other
		c.change(&bad)
		var refused *UserError
		require.ErrorAs(t, n.SetUsers([]User{good, bad}), &refused, name)
		require.Equal(t, c.member, refused.Member, name)
	}
	require.NoError(t, n.SetUsers([]User{good, other}))
}

func TestRemovedUserIsOutAtOnceAndNobodyElseNotices(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	stays, goes := o.newSubscriber(t, "stays", "domainflow.>"), o.newSubscriber(t, "goes", "domainflow.>")
	listener := o.enter(t, stays)
	heard, err := listener.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	require.NoError(t, listener.Flush())
	server := o.nc.ConnectedServerId()

	const rounds = 20
	for i := range rounds {
		require.NoError(t, o.SetUsers([]User{goes.User, stays.User}))
		closed := make(chan struct{})
		g, err := o.dial(t, goes, nats.NoReconnect(), nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
		require.NoError(t, err)
		require.NoError(t, o.append(t, "domainflow.a."+string(rune('a'+i))))
		consumer, err := listener.js.Consumer(t.Context(), eventsStream, stays.Consumer)
		require.NoError(t, err)
		require.NoError(t, o.SetUsers([]User{stays.User}))
		require.Equal(t, 3, o.srv.NumClients(), "ours, the canary's and that of who stays")
		<-closed
		require.False(t, g.IsConnected())
		batch, err := consumer.Fetch(1)
		require.NoError(t, err)
		for m := range batch.Messages() {
			require.NoError(t, m.DoubleAck(t.Context()))
		}
		require.NoError(t, batch.Error())
	}
	for i := range rounds {
		m, err := heard.NextMsg(patience)
		require.NoError(t, err)
		require.Equal(t, "domainflow.a."+string(rune('a'+i)), m.Subject)
	}
	require.Zero(t, o.nc.Stats().Reconnects)
	require.Zero(t, listener.Stats().Reconnects)
	require.Equal(t, server, o.nc.ConnectedServerId())
	_, err = o.dial(t, goes)
	require.ErrorIs(t, err, nats.ErrAuthorization)
}

func TestChangedUserConnectsAgainAsWhatTheyAreNow(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.campaign.>")
	g := o.enter(t, u)
	before := g.Stats().Reconnects
	u.Subjects = []string{"domainflow.persona.>"}
	require.NoError(t, o.SetUsers([]User{u.User}))
	require.Eventually(t, func() bool { return g.IsConnected() && g.Stats().Reconnects > before }, patience, time.Millisecond)
	heard, err := g.SubscribeSync("domainflow.persona.>")
	require.NoError(t, err)
	_, err = g.SubscribeSync("domainflow.campaign.>")
	require.NoError(t, err)
	g.requireDenied(t, "domainflow.campaign.>")
	require.NoError(t, o.append(t, "domainflow.persona.1.created"))
	_, err = heard.NextMsg(patience)
	require.NoError(t, err)
}

func TestUsersComeBackAfterARestart(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	g := o.enter(t, u)
	heard, err := g.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	addr, before := o.ClientAddr(), g.ConnectedServerId()
	o.log.Errorf("JetStream stream '%s > %s' critical write error: %v", "$G", eventsStream, errors.New("no space left on device"))
	require.Eventually(t, func() bool { return g.IsConnected() && g.ConnectedServerId() != before }, patience, time.Millisecond)
	require.Equal(t, addr, o.ClientAddr())
	require.NoError(t, g.Flush())
	require.Eventually(t, func() bool { return o.append(t, "domainflow.a.b") == nil }, patience, time.Millisecond)
	m, err := heard.NextMsg(patience)
	require.NoError(t, err)
	require.Equal(t, "domainflow.a.b", m.Subject)
	require.NoError(t, o.SetUsers(nil))
	require.Eventually(t, func() bool { return !g.IsConnected() }, patience, time.Millisecond)
}
