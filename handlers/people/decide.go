package people

import (
	"context"

	"domainflow/domain/role"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

// Loaded is a user and where in the log they stood then.
type Loaded = eventstore.Loaded[user.State, user.Command, user.Event]

// Users decides about users together with what they share.
type Users struct {
	log   *eventstore.Store
	users *eventstore.Aggregate[user.State, user.Command, user.Event]
	roles *eventstore.Aggregate[role.State, role.Command, role.Event]
}

// New is for one log.
func New(log *eventstore.Store) *Users {
	return &Users{
		log:   log,
		users: eventstore.NewAggregate(log, user.Category, user.Decider),
		roles: eventstore.NewAggregate(log, role.Category, role.Decider),
	}
}

// Locks are what commands on a user may change, for [eventstore.Store.Execute].
func (u *Users) Locks(id string) []eventstore.Ref {
	return []eventstore.Ref{u.users.Ref(id), u.roles.Ref(role.SuperAdmin)}
}

// Load gives a user as the log has them now. One who never was is the zero
// state at sequence 0.
func (u *Users) Load(ctx context.Context, id string) (Loaded, error) { return u.users.Load(ctx, id) }

// Exists asks the log whether there is such a user, as secrets.Exists must.
func (u *Users) Exists(ctx context.Context, id string) (bool, error) {
	loaded, err := u.Load(ctx, id)
	return loaded.State.Exists(), err
}

// Do carries out one command on one user, as [eventstore.Aggregate.Do] does.
func (u *Users) Do(ctx context.Context, m eventstore.Meta, id string, command user.Command) (eventstore.Outcome, error) {
	return u.log.Execute(ctx, m, u.Locks(id), func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := u.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		changes, _, err := u.Decide(ctx, before, command)
		return changes, err
	})
}

// Decide is everything that the command changes, to be stored together, and
// the user after it.
func (u *Users) Decide(ctx context.Context, before Loaded, command user.Command) ([]eventstore.Change, Loaded, error) {
	return u.decide(ctx, before, command, false)
}

// SetUp makes the first super_admin. It is refused with [role.CodeSetupDone]
// when there is one.
func (u *Users) SetUp(ctx context.Context, before Loaded) ([]eventstore.Change, Loaded, error) {
	return u.decide(ctx, before, user.Create{Roles: []user.Role{user.SuperAdmin}, By: user.All}, true)
}

func (u *Users) decide(ctx context.Context, before Loaded, command user.Command, first bool) ([]eventstore.Change, Loaded, error) {
	change, after, err := before.Decide(command)
	if err != nil {
		return nil, before, err
	}
	changes := []eventstore.Change{change}
	if before.State.SuperAdmin() == after.State.SuperAdmin() {
		return changes, after, nil
	}
	holders, err := u.roles.Load(ctx, role.SuperAdmin)
	if err != nil {
		return nil, before, err
	}
	var about role.Command = role.Withdraw{User: before.ID}
	if after.State.SuperAdmin() {
		about = role.Grant{User: before.ID, First: first}
	}
	held, _, err := holders.Decide(about)
	if err != nil {
		return nil, before, err
	}
	return append(changes, held), after, nil
}
