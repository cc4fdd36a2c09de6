package embedded

import (
	"bufio"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"
)

func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User}))
	pair, err := nkeys.FromSeed([]byte(u.seed))
	require.NoError(t, err)
	stranger, err := newCredential()
	require.NoError(t, err)
	for name, opts := range map[string][]nats.Option{
		"anonymous":                 {},
		"password":                  {nats.UserInfo("a", "a")},
		"token":                     {nats.Token(u.PublicKey)},
		"key nobody knows":          {stranger.option()},
		"a user's key, not theirs":  {nats.Nkey(u.PublicKey, stranger.pair.Sign)},
		"a user under another name": {nats.Nkey(u.PublicKey, pair.Sign), nats.UserInfo("b", "")},
		"our key over the network":  {o.own.option()},
		"the keeper's, just so":     {o.keeper.option()},
	} {
		_, err := nats.Connect("nats://"+o.ClientAddr().String(), opts...)
		require.ErrorIs(t, err, nats.ErrAuthorization, name)
	}
	_, err = o.dial(t, u)
	require.NoError(t, err)
}

func TestEvenInProcessNobodyIsAnonymous(t *testing.T) {
	t.Parallel()
	for _, n := range []*NATS{startNATS(t, t.TempDir()), startOutside(t).NATS} {
		conn, err := n.InProcessConn()
		require.NoError(t, err)
		defer conn.Close()
		lines := bufio.NewReader(conn)
		_, err = lines.ReadString('\n')
		require.NoError(t, err)
		_, err = conn.Write([]byte("CONNECT {}\r\n"))
		require.NoError(t, err)
		answer, err := lines.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "-ERR 'Authorization Violation'\r\n", answer)
	}
}

func TestUsersAreTurnedAwayKindlyUntilTheyAreKnown(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	_, err := o.dial(t, u)
	require.Error(t, err)
	require.NotErrorIs(t, err, nats.ErrAuthorization, "which would be final")
	require.NoError(t, o.SetUsers(nil))
	_, err = o.dial(t, u)
	require.ErrorIs(t, err, nats.ErrAuthorization)
	o.enter(t, u)
}

func TestUserHasSoManyConnections(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u, other := o.newSubscriber(t, "a", "domainflow.>"), o.newSubscriber(t, "b", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User, other.User}))
	var last *visitor
	for range maxUserConnections {
		var err error
		last, err = o.dial(t, u)
		require.NoError(t, err)
	}
	_, err := o.dial(t, u)
	require.Error(t, err)
	_, err = o.dial(t, other)
	require.NoError(t, err)
	last.Close()
	require.Eventually(t, func() bool { _, err := o.dial(t, u); return err == nil }, patience, time.Millisecond)
}

// deaf is a connection of a user that closes while it is let in: registering it has no effect.
type deaf struct {
	server.ClientAuthentication
	claim server.ClientOpts
}

func (d *deaf) GetOpts() *server.ClientOpts { return &d.claim }
func (d *deaf) GetID() uint64               { return 0 }
func (d *deaf) RegisterUser(*server.User)   {}

func TestConnectionThatWasNotRegisteredIsNotLetIn(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User}))
	d := &deaf{claim: server.ClientOpts{Nkey: u.PublicKey}}
	require.False(t, o.gate.admit(d, &d.claim))
}

// FuzzSigned: whatever a stranger sends, nothing but the signature of this key over this nonce is one.
func FuzzSigned(f *testing.F) {
	own, err := newCredential()
	require.NoError(f, err)
	other, err := newCredential()
	require.NoError(f, err)
	nonce := []byte("nonce")
	for _, key := range []string{own.public, other.public, "", "U", "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY", "\xff"} {
		for _, signature := range []string{"", "A", "AAAA", "====", "%%", "\xff", own.public} {
			f.Add(key, signature)
		}
	}
	f.Fuzz(func(t *testing.T, key, signature string) {
		require.False(t, signed(key, signature, nonce))
	})
}
