package secrets

import (
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestTickets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	here, there := r.store(), r.store()
	ann := r.person(here, "ann@example.com")
	g := r.login(here, "ann@example.com")
	key := uuid.NewString()
	_, _, err := here.CreateAPIKey(t.Context(), key, ann, "k")
	require.NoError(t, err)
	issue := func(h Holder) Token {
		ticket, expires, err := here.IssueTicket(t.Context(), h, "ws")
		require.NoError(t, err)
		require.Equal(t, r.now().Add(ticketLife), expires)
		return ticket
	}
	bySession, byKey := Holder{UserID: ann, SessionID: g.SessionID}, Holder{UserID: ann, APIKeyID: key}
	for _, h := range []Holder{bySession, byKey} {
		ticket := issue(h)
		got, err := there.RedeemTicket(t.Context(), ticket.Reveal(), "ws")
		require.NoError(t, err)
		require.Equal(t, h, got)
		_, err = here.RedeemTicket(t.Context(), ticket.Reveal(), "ws")
		require.ErrorIs(t, err, ErrUnknownToken)
	}
	unknown := func(why, text, purpose string) {
		_, err := here.RedeemTicket(t.Context(), text, purpose)
		require.ErrorIs(t, err, ErrUnknownToken, why)
	}
	misused := issue(bySession)
	unknown("for another purpose", misused.Reveal(), "download")
	unknown("and used up", misused.Reveal(), "ws")
	unknown("never issued", NewToken(Ticket).Reveal(), "ws")
	unknown("of another kind", g.Access.Reveal(), "ws")

	late := issue(bySession)
	r.pass(ticketLife)
	unknown("too late", late.Reveal(), "ws")
	issue(bySession)
	r.pass(ticketLife)
	issue(bySession)
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.tickets"), "old ones are removed")

	orphan := issue(bySession)
	require.NoError(t, there.EndSession(t.Context(), ann, g.SessionID))
	unknown("without its session", orphan.Reveal(), "ws")
	for _, h := range []Holder{{UserID: ann}, {UserID: ann, SessionID: g.SessionID, APIKeyID: key}, {UserID: ann, SessionID: g.SessionID}} {
		_, _, err := here.IssueTicket(t.Context(), h, "ws")
		require.Error(t, err)
	}
}

func TestTicketLetsOneIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	on := []*Store{r.store(), r.store()}
	ann := r.person(on[0], "ann@example.com")
	g := r.login(on[0], "ann@example.com")
	for range 10 {
		ticket, _, err := on[0].IssueTicket(t.Context(), Holder{UserID: ann, SessionID: g.SessionID}, "ws")
		require.NoError(t, err)
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = on[i%2].RedeemTicket(t.Context(), ticket.Reveal(), "ws") })
		}
		wg.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
				continue
			}
			require.ErrorIs(t, err, ErrUnknownToken)
		}
		require.Equal(t, 1, in)
	}
}
