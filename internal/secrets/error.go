package secrets

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var (
	// ErrUnavailable: Postgres does not answer, or says that it cannot.
	ErrUnavailable = errors.New("secrets: the accounts cannot be reached")
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("secrets: not found")
	// ErrEmailTaken: another person has this e-mail address, or somebody is
	// just being made with it.
	ErrEmailTaken = errors.New("secrets: the e-mail address is taken")
	// ErrInProgress: the same is being made elsewhere just now; try again.
	ErrInProgress = errors.New("secrets: it is being made already")
	// ErrWrongPassword: nobody has this e-mail address, or not this password.
	// Which of the two is told to nobody.
	ErrWrongPassword = errors.New("secrets: wrong e-mail address or password")
	// ErrUnknownToken: it was never given out, or is gone.
	ErrUnknownToken = errors.New("secrets: unknown token")
	// ErrTokenExpired: the session goes on, and gives a new one.
	ErrTokenExpired = errors.New("secrets: the token has expired")
	// ErrSessionEnded: the session was idle for too long, or is too old.
	ErrSessionEnded = errors.New("secrets: the session has ended")
)

// ReusedError: a refresh token came a second time, so two have it. Its session
// was ended.
type ReusedError struct{ UserID, SessionID string }

func (e *ReusedError) Error() string { return "secrets: a refresh token was used twice" }

// failure says what a statement was for, and tells outages from defects.
func failure(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotFound
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("secrets: %s: %w", what, err)
	case isOutage(err):
		return fmt.Errorf("%w: %s: %w", ErrUnavailable, what, err)
	}
	return fmt.Errorf("secrets: %s: %w", what, err)
}

// isOutage: what Postgres did not say itself went wrong on the way. Of what it
// says, these classes are about itself (Postgres 15, appendix A): no
// connection, no resources, an operator at work, a failing disk.
func isOutage(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	for _, class := range []string{"08", "53", "57", "58"} {
		if strings.HasPrefix(pg.Code, class) {
			return true
		}
	}
	return false
}

// violates says whether a unique constraint stands in the way.
func violates(err error, constraint string) bool {
	const uniqueViolation = "23505"
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == uniqueViolation && pg.ConstraintName == constraint
}

// WrongPasswordError is an ErrWrongPassword that tells who was meant: for the
// records, never for an answer.
type WrongPasswordError struct{ UserID string }

func (e *WrongPasswordError) Error() string { return ErrWrongPassword.Error() }

func (e *WrongPasswordError) Is(target error) bool { return target == ErrWrongPassword }
