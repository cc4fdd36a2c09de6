package user_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain/user"
)

func TestDirectory(t *testing.T) {
	t.Parallel()
	d := user.NewDirectory()
	require.True(t, d.Empty())
	d.Apply(3, "a", boss)
	d.Apply(5, "b", user.Created{Roles: roles{user.Member}, MustChangePassword: true})
	require.False(t, d.Empty())
	a, ok := d.Active("a")
	require.True(t, ok)
	require.Equal(t, user.Person{ID: "a", Roles: roles{user.SuperAdmin}, Permissions: user.Permissions(user.SuperAdmin)}, a)
	b, ok := d.Active("b")
	require.True(t, ok)
	require.True(t, b.MustChangePassword)
	_, ok = d.Active("c")
	require.False(t, ok)
	require.False(t, d.Exists("c"))

	d.Apply(6, "b", locked)
	_, ok = d.Active("b")
	require.False(t, ok)
	require.True(t, d.Exists("b"))
	d.Apply(7, "b", user.Updated{IsActive: &yes})
	b, _ = d.Active("b")
	require.EqualValues(t, 6, b.SessionsRevoked, "what was ended stays ended")
	for sequence, ending := range map[uint64]user.Event{8: user.PasswordChanged{}, 9: user.SessionsRevoked{}, 10: user.SessionsRevoked{SessionID: "s"}} {
		of := user.NewDirectory()
		of.Apply(1, "x", member)
		of.Apply(sequence, "x", ending)
		x, ok := of.Active("x")
		require.True(t, ok)
		require.Equal(t, sequence, x.SessionsRevoked)
	}
	d.Apply(11, "a", gone)
	d.Apply(12, "b", gone)
	require.True(t, d.Empty())
	require.False(t, d.Exists("a"))
}

func TestDirectoryTakesAnEventOnce(t *testing.T) {
	t.Parallel()
	d := user.NewDirectory()
	sequence, next := d.Reached()
	require.Zero(t, sequence)
	d.Apply(2, "a", member)
	<-next
	sequence, next = d.Reached()
	require.EqualValues(t, 2, sequence)
	d.Apply(2, "a", gone)
	d.Apply(1, "a", gone)
	require.True(t, d.Exists("a"))
	d.Advance(1)
	select {
	case <-next:
		t.Fatal("nothing was new")
	default:
	}
	d.Advance(3)
	<-next
	sequence, _ = d.Reached()
	require.EqualValues(t, 3, sequence)
	d.Apply(3, "a", gone)
	require.True(t, d.Exists("a"))
}

func TestKeysOfTheDirectory(t *testing.T) {
	t.Parallel()
	d := user.NewDirectory()
	other := aKey()
	other.ID, other.ExpiresAt, other.Scopes = "l", nil, []user.Permission{user.CampaignsCreate, user.EventsRead}
	d.Apply(1, "a", member)
	d.Apply(2, "a", user.APIKeyCreated{APIKey: aKey()})
	d.Apply(3, "a", user.APIKeyCreated{APIKey: other})
	valid := func(id string) user.Set { k, _ := d.Key(id, now); return k.Permissions }

	k, ok := d.Key("k", now)
	require.True(t, ok)
	require.Equal(t, "a", k.Owner.ID)
	require.Equal(t, user.SetOf(aKey().Scopes...), k.Permissions)
	_, ok = d.Key("k", later)
	require.False(t, ok, "expired")
	_, ok = d.Key("l", later)
	require.True(t, ok)
	_, ok = d.Key("m", now)
	require.False(t, ok)

	d.Apply(4, "a", user.Updated{Roles: roles{user.Viewer}})
	require.Equal(t, user.SetOf(user.EventsRead), valid("l"), "no more than the owner has now")
	d.Apply(5, "a", user.APIKeyRevoked{ID: "k"})
	require.Zero(t, valid("k"))
	require.NotZero(t, valid("l"))
	d.Apply(6, "a", locked)
	require.Zero(t, valid("l"))
	d.Apply(7, "a", user.Updated{IsActive: &yes})
	require.NotZero(t, valid("l"))
	d.Apply(8, "a", gone)
	require.Zero(t, valid("l"))
}

// A directory says of everybody what their own events say.
func TestDirectoryAgreesWithTheDecider(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, states := user.NewDirectory(), map[string]user.State{}
		possible := events{member, boss, locked, user.Updated{IsActive: &yes}, user.Updated{Roles: roles{user.Viewer}}, gone,
			user.PasswordChanged{MustChangePassword: true}, user.APIKeyCreated{APIKey: aKey()}, user.APIKeyRevoked{ID: "k"}}
		for i := range rapid.IntRange(1, 40).Draw(t, "events") {
			id := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "id")
			e := rapid.SampledFrom(possible).Draw(t, "event")
			d.Apply(uint64(i+1), id, e)
			states[id] = user.Decider.Evolve(states[id], e)
		}
		anybody := false
		for id, s := range states {
			p, ok := d.Active(id)
			require.Equal(t, s.Permissions() != 0, ok)
			require.Equal(t, s.Permissions(), p.Permissions)
			require.Equal(t, s.Exists(), d.Exists(id))
			anybody = anybody || s.Exists()
		}
		require.Equal(t, !anybody, d.Empty())
	})
}

func TestDirectoryIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	d := user.NewDirectory()
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for at := uint64(0); at < 300; {
				sequence, next := d.Reached()
				if sequence == at {
					<-next
					continue
				}
				at = sequence
				p, ok := d.Active("a")
				require.True(t, ok)
				require.Equal(t, user.Permissions(p.Roles...), p.Permissions)
				d.Key("k", now)
				d.Exists("a")
				d.Empty()
			}
		})
	}
	d.Apply(1, "a", member)
	d.Apply(2, "a", user.APIKeyCreated{APIKey: aKey()})
	for i := uint64(3); i <= 300; i++ {
		d.Apply(i, "a", user.Updated{Roles: roles{user.Roles[i%4]}})
	}
	readers.Wait()
}
