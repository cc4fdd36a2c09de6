package secrets

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// ticketLife is short, as tickets stand in URLs.
const ticketLife = 30 * time.Second

// Holder is who has a ticket: a user, by a session or by an API key, one of
// the two.
type Holder struct{ UserID, SessionID, APIKeyID string }

// IssueTicket lets the holder in once more, for a purpose. It ends with its
// session or key row.
func (s *Store) IssueTicket(ctx context.Context, h Holder, purpose string) (ticket Token, expires time.Time, err error) {
	ticket, now := NewToken(Ticket), s.now()
	hash, expires := ticket.hash(), now.Add(ticketLife)
	err = s.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM accounts.tickets WHERE expires_at <= $1", now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO accounts.tickets (hash, person_id, session_id, api_key_id, purpose, expires_at)
			VALUES ($1, $2, NULLIF($3, '')::uuid, NULLIF($4, '')::uuid, $5, $6)`,
			hash[:], h.UserID, h.SessionID, h.APIKeyID, purpose, expires)
		return err
	})
	if err != nil {
		return Token{}, time.Time{}, failure("issue ticket", err)
	}
	return ticket, expires, nil
}

// RedeemTicket gives the holder of a ticket, and ErrUnknownToken ever after:
// one that was issued for another purpose or is too old is used up as well.
func (s *Store) RedeemTicket(ctx context.Context, text, purpose string) (h Holder, err error) {
	ticket, err := ParseToken(Ticket, text)
	if err != nil {
		return Holder{}, err
	}
	var issuedFor string
	var expires time.Time
	hash := ticket.hash()
	err = s.write(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `DELETE FROM accounts.tickets WHERE hash = $1
			RETURNING person_id::text, COALESCE(session_id::text, ''), COALESCE(api_key_id::text, ''), purpose, expires_at`, hash[:]).
			Scan(&h.UserID, &h.SessionID, &h.APIKeyID, &issuedFor, &expires)
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Holder{}, ErrUnknownToken
	case err != nil:
		return Holder{}, failure("redeem ticket", err)
	case issuedFor != purpose, !s.now().Before(expires):
		return Holder{}, ErrUnknownToken
	}
	return h, nil
}
