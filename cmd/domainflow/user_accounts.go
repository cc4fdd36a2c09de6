package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/handlers/settings"
	"domainflow/internal/secrets"
	"domainflow/migrations"
)

// accounts are people, for a verb: what lets them in, and what the log says.
type accounts struct {
	log     *eventstore.Store
	users   *people.Users
	secrets *secrets.Store
}

// withAccounts reaches both servers for as long as do runs. Passwords are locked
// without a key.
func (s storage) withAccounts(ctx context.Context, stderr io.Writer, key *masterKey, do func(accounts) error) (err error) {
	log := logger(quiet{stderr})
	servers, err := s.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, servers.close(log)) }()
	if err := migrations.Up(ctx, servers.pool); err != nil {
		return err
	}
	a, err := openLog(ctx, servers)
	if err != nil {
		return err
	}
	current, err := settings.Open(ctx, a.Store, nil, log)
	if err != nil {
		return err
	}
	hasher := secrets.NewHasher(secrets.DefaultCost, 1, 1)
	store := secrets.New(servers.pool, hasher, time.Now, people.Settings(current.Now))
	if key != nil {
		if err := servers.unlock(ctx, store, key, s.Data, log); err != nil {
			return err
		}
	}
	return do(accounts{a.Store, people.New(a.Store), store})
}

// change carries a command on one user out.
func (a accounts) change(ctx context.Context, id string, command user.Command) error {
	_, err := a.users.Do(ctx, localMeta(), id, command)
	return err
}

// byEmail finds somebody who exists.
func (a accounts) byEmail(ctx context.Context, email string) (secrets.Account, error) {
	account, err := a.secrets.AccountByEmail(ctx, email)
	there := false
	if err == nil {
		there, err = a.users.Exists(ctx, account.ID)
	}
	if errors.Is(err, secrets.ErrNotFound) || err == nil && !there {
		return secrets.Account{}, fmt.Errorf("--email: nobody has the address %q", email)
	}
	return account, err
}
