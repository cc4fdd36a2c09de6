package embedded

import (
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// gate decides who may connect to one server: this process through its pipe, users over the network. It stands in for Options.Nkeys and
// Options.Accounts, which can be changed only by ReloadOptions. Version 2.15.2 then authenticates every connection again, ours too, forgets
// accounts that are not in Options, and takes the imports of all others away and gives them back: for a moment requests find no one and
// acknowledgements are lost (reload.go reloadAuthorization, server.go configureAccounts). Here a change touches only those it is about.
type gate struct {
	own, keeper string // public keys of this process

	mu     sync.Mutex
	srv    *server.Server
	guests map[string]*guest // by public key; nil until the users are known
	made   int               // accounts, for their names
}

// guest is a user with the account that holds their connections.
type guest struct {
	user    User
	account *server.Account
	login   *server.User
}

// serve lets users in now that srv runs. They are nil as long as they are not known.
func (g *gate) serve(srv *server.Server, users []User) error {
	g.mu.Lock()
	g.srv = srv
	g.mu.Unlock()
	if err := exportEvents(srv.GlobalAccount()); err != nil || users == nil {
		return err
	}
	return g.replace(users)
}

// replace closes the connections of all who are not among users as they were. With an error, users who cannot be let in stay outside.
func (g *gate) replace(users []User) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	before := g.guests
	g.guests = make(map[string]*guest, len(users))
	for _, u := range users {
		if known, ok := before[u.PublicKey]; ok && known.user.equal(u) {
			g.guests[u.PublicKey] = known
			delete(before, u.PublicKey)
		}
	}
	var errs []error
	for _, gone := range before {
		errs = append(errs, g.expel(gone))
	}
	for _, u := range users {
		if g.guests[u.PublicKey] == nil {
			errs = append(errs, g.invite(u))
		}
	}
	return errors.Join(errs...)
}

// invite gives the user a new account under a name never used on this server: accounts cannot be changed or removed without a reload. One
// without connections costs a few hundred bytes.
func (g *gate) invite(u User) error {
	g.made++
	account, err := g.srv.RegisterAccount(fmt.Sprintf("%s-%d", u.ID, g.made))
	if err == nil {
		err = importEvents(account, g.srv.GlobalAccount(), u.Consumer)
	}
	if err != nil {
		return fmt.Errorf("account of NATS user %s: %w", u.ID, err)
	}
	g.guests[u.PublicKey] = &guest{
		user: u, account: account,
		login: &server.User{Username: u.ID, Account: account, Permissions: permissions(u)},
	}
	return nil
}

func (g *gate) expel(gone *guest) error {
	open, err := g.srv.Connz(&server.ConnzOptions{Account: gone.account.GetName()})
	if err != nil {
		return fmt.Errorf("connections of NATS user %s: %w", gone.user.ID, err)
	}
	for _, c := range open.Conns {
		_ = g.srv.DisconnectClientByID(c.Cid) // gone already is fine
	}
	return nil
}

// Check implements server.Authentication. Our own keys are good for nothing outside of this process.
func (g *gate) Check(c server.ClientAuthentication) bool {
	claim := c.GetOpts()
	if !signed(claim.Nkey, claim.Sig, c.GetNonce()) {
		return false
	}
	if claim.Nkey == g.own || claim.Nkey == g.keeper {
		return g.admitOwn(c, claim)
	}
	return g.admit(c, claim)
}

// admitOwn lets this process in, with fewer rights unless it comes as the keeper.
func (g *gate) admitOwn(c server.ClientAuthentication, claim *server.ClientOpts) bool {
	addr := c.RemoteAddress() // nil when closed
	if addr == nil || addr.Network() != "pipe" {
		return false
	}
	if claim.Nkey == g.own {
		c.RegisterUser(&server.User{Permissions: ownPermissions()})
	}
	return true
}

func (g *gate) admit(c server.ClientAuthentication, claim *server.ClientOpts) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	who := g.guests[claim.Nkey]
	if g.guests == nil || who != nil && who.account.NumLocalConnections() >= maxUserConnections {
		// Closed without an error: clients take "Authorization Violation" for final when they hear it twice.
		_ = g.srv.DisconnectClientByID(c.GetID())
		return false
	}
	if who == nil || claim.Username != "" {
		return false
	}
	c.RegisterUser(who.login)
	// A connection that closes meanwhile is not registered, and nobody says so: it stays in our own account, where every connection begins,
	// and what it has sent already would be taken for ours. The name is set last of all.
	return claim.Username == who.login.Username
}

// signed says whether who holds the key signed the nonce of this connection. Clients encode the signature in one of two ways.
func signed(key, signature string, nonce []byte) bool {
	sig, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		sig, err = base64.StdEncoding.DecodeString(signature)
	}
	if err != nil {
		return false
	}
	pair, err := nkeys.FromPublicKey(key)
	return err == nil && pair.Verify(nonce, sig) == nil
}
