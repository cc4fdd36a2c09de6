package user

import (
	"sync"
	"time"
)

// Directory answers who may do what now, from memory. It is fed with all
// events of users in the order of the log, and is as current as they are: who
// must see a certain event waits for its sequence ([Directory.Reached]).
//
// It is safe for concurrent use.
type Directory struct {
	mu       sync.RWMutex
	people   map[string]*person
	owners   map[string]string // of API keys
	existing int
	sequence uint64
	moved    chan struct{}
}

type person struct {
	State
	revoked uint64
}

// Person is an active user.
type Person struct {
	ID                 string
	Roles              []Role
	Permissions        Set
	MustChangePassword bool
	// SessionsRevoked is the sequence of the last event that ended a session
	// of theirs, one or all. Who keeps something open for a session asks
	// again whether it goes on when this grows.
	SessionsRevoked uint64
}

// ActiveKey is an API key that is valid.
type ActiveKey struct {
	ID    string
	Owner Person
	// Permissions are its scopes as far as its owner has them, too.
	Permissions Set
}

// NewDirectory is one of nobody.
func NewDirectory() *Directory {
	return &Directory{people: map[string]*person{}, owners: map[string]string{}, moved: make(chan struct{})}
}

// Apply takes the next event, which is of the user with this id. One that was
// applied before, as after a reconnect, changes nothing.
func (d *Directory) Apply(sequence uint64, id string, e Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if sequence <= d.sequence {
		return
	}
	p := d.people[id]
	if p == nil {
		p = &person{}
		d.people[id] = p
	}
	before := p.Exists()
	p.State = e.evolve(p.State)
	switch e := e.(type) {
	case APIKeyCreated:
		d.owners[e.ID] = id
	case SessionsRevoked, PasswordChanged, Deleted:
		p.revoked = sequence
	case Updated:
		if !p.Active {
			p.revoked = sequence
		}
	}
	d.existing += count(p.Exists()) - count(before)
	d.move(sequence)
}

// Advance says that there is nothing more to apply up to a sequence.
func (d *Directory) Advance(sequence uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if sequence > d.sequence {
		d.move(sequence)
	}
}

func (d *Directory) move(sequence uint64) {
	d.sequence = sequence
	close(d.moved)
	d.moved = make(chan struct{})
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Reached is the sequence up to which everything is applied, and a channel that
// is closed when it grows.
func (d *Directory) Reached() (sequence uint64, next <-chan struct{}) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.sequence, d.moved
}

// Empty says that there is nobody.
func (d *Directory) Empty() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.existing == 0
}

// Exists says whether there is such a user, active or not.
func (d *Directory) Exists(id string) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	p := d.people[id]
	return p != nil && p.Exists()
}

// Active gives a user who may sign in.
func (d *Directory) Active(id string) (Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.active(id)
}

func (d *Directory) active(id string) (Person, bool) {
	p := d.people[id]
	if p == nil || p.Permissions() == 0 {
		return Person{}, false
	}
	return Person{
		ID: id, Roles: p.Roles, Permissions: p.Permissions(), MustChangePassword: p.MustChangePassword, SessionsRevoked: p.revoked,
	}, true
}

// Key gives a key that is not revoked, not expired, and of an active user.
func (d *Directory) Key(id string, now time.Time) (ActiveKey, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	owner, ok := d.active(d.owners[id])
	if !ok {
		return ActiveKey{}, false
	}
	p := d.people[owner.ID]
	key := p.Keys[p.key(id)]
	if key.Revoked || key.ExpiresAt != nil && !now.Before(*key.ExpiresAt) {
		return ActiveKey{}, false
	}
	return ActiveKey{ID: id, Owner: owner, Permissions: SetOf(key.Scopes...).And(owner.Permissions)}, true
}
