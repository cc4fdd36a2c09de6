package embedded

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

const (
	// eventsStream is the only stream users may read, storedPrefix begins the subjects of what it stores. accessStream has the access
	// records, on subjects of the same form that nobody ever publishes to.
	eventsStream = "EVENTS"
	accessStream = "ACCESS"
	storedPrefix = "domainflow."
)

// User may read over the network what EVENTS stored, and change nothing but their own position in it.
type User struct {
	ID        string   // one subject token; their inbox prefix is _INBOX_<ID>
	PublicKey string   // nkey of a user, "U..."
	Subjects  []string // stored subjects for plain subscriptions, such as domainflow.campaign.>
	// Consumer is the name of their durable pull consumer on EVENTS, made and deleted by the program. What it delivers is up to its
	// filter, not to Subjects. Its MaxRequestExpires has to be below two minutes: after so long a silence the server forgets where to
	// answer a request from another account (version 2.15.2, const.go DEFAULT_SERVICE_EXPORT_RESPONSE_THRESHOLD).
	Consumer string
}

// UserError names the user and the member that cannot be: malformed, or taken by another user of the same set.
type UserError struct{ ID, Member, Value string }

func (e *UserError) Error() string {
	return fmt.Sprintf("NATS user %q: invalid %s %q", e.ID, e.Member, e.Value)
}

// SetUsers replaces the set of users, for this server and those that follow it after a restart. When it returns, the connections of
// those who are gone, or whose User is another one now, are closed; nobody else notices. Until it is called for the first time users are
// turned away without an error, so that their clients try again. An error that is a *UserError has changed nothing.
func (n *NATS) SetUsers(users []User) error {
	if err := checkUsers(users); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.users = make([]User, 0, len(users)) // not nil: an empty set is known, too
	for _, u := range users {
		u.Subjects = slices.Clone(u.Subjects)
		n.users = append(n.users, u)
	}
	if n.srv == nil {
		return nil
	}
	return n.gate.replace(n.users)
}

func checkUsers(users []User) error {
	taken := map[string]bool{}
	for _, u := range users {
		if err := u.check(); err != nil {
			return err
		}
		for _, own := range []UserError{{u.ID, "ID", u.ID}, {u.ID, "PublicKey", u.PublicKey}, {u.ID, "Consumer", u.Consumer}} {
			if taken[own.Member+" "+own.Value] {
				return &own
			}
			taken[own.Member+" "+own.Value] = true
		}
	}
	return nil
}

func (u User) check() error {
	invalid := func(member, value string) error { return &UserError{u.ID, member, value} }
	switch {
	case !isToken(u.ID):
		return invalid("ID", u.ID)
	case !isToken(u.Consumer):
		return invalid("Consumer", u.Consumer)
	case !nkeys.IsValidPublicUserKey(u.PublicKey):
		return invalid("PublicKey", u.PublicKey)
	}
	for _, s := range u.Subjects {
		if !strings.HasPrefix(s, storedPrefix) || !server.IsValidSubject(s) {
			return invalid("Subjects", s)
		}
	}
	return nil
}

// isToken keeps to letters, digits, - and _, which mean nothing in a subject.
func isToken(s string) bool {
	return s != "" && strings.Trim(s, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func (u User) equal(other User) bool {
	return u.ID == other.ID && u.PublicKey == other.PublicKey && u.Consumer == other.Consumer && slices.Equal(u.Subjects, other.Subjects)
}
