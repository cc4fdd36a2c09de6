package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/claim"
	"domainflow/domain/natsuser"
	"domainflow/eventstore"
)

// withLog reaches the log of the embedded NATS for as long as do runs.
func (l logStorage) withLog(ctx context.Context, stderr io.Writer, do func(aggregates) error) (err error) {
	if l.NATSURL != "" {
		return errExternalNATS
	}
	log := logger(quiet{stderr})
	servers, err := storage{logStorage: l, only: theLog}.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, servers.close(log)) }()
	if servers.access.NATS != "" {
		return errExternalNATS // those of the serve that runs
	}
	a, err := openLog(ctx, servers)
	if err != nil {
		return err
	}
	return do(a)
}

// localMeta is for a command of who may use the data directory: its files say
// who that is.
func localMeta() eventstore.Meta {
	return eventstore.Meta{CommandID: uuid.Must(uuid.NewV7()), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
}

// changeNATSUser carries a command out on one user and on the claim of its
// name, as the API does.
func (a aggregates) changeNATSUser(ctx context.Context, id string, command natsuser.Command) (natsuser.State, error) {
	var state natsuser.State
	_, err := a.Store.Execute(ctx, localMeta(), []eventstore.Ref{a.natsUsers.Ref(id)}, func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := a.natsUsers.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		change, after, err := before.Decide(command)
		if err != nil || change.Empty() {
			return nil, err
		}
		state = after.State
		name, err := a.changeName(ctx, id, state)
		return []eventstore.Change{name, change}, err
	})
	return state, err
}

// changeName takes the name of a user that exists, and releases that of
// another.
func (a aggregates) changeName(ctx context.Context, id string, u natsuser.State) (eventstore.Change, error) {
	held, err := a.claims.Load(ctx, claim.ID(natsuser.ClaimKind, u.Name))
	if err != nil {
		return eventstore.Change{}, err
	}
	var command claim.Command = claim.Release{Holder: id}
	if u.Exists() {
		command = claim.Take{Kind: natsuser.ClaimKind, Name: u.Name, Holder: id}
	}
	change, _, err := held.Decide(command)
	return change, err
}
