package secrets

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// APIKey is what is known of a key beside the log.
type APIKey struct {
	ID, UserID, Name, Prefix string
	CreatedAt                time.Time
	// LastUsedAt is true to the minute.
	LastUsedAt *time.Time
}

const (
	keyKind     = "dfk"
	prefixBytes = 5 // 8 characters
)

// CreateAPIKey makes the row of a key, before its event is appended, and gives
// the key, for the only time:
//
//	dfk_<prefix>_<base32 of 32 bytes and the CRC-32 of all before>
//
// Without its event the row is no key: the same command tried again replaces
// it. The caller looks in the log first whether the key exists, under
// [Store.Once]. A key of somebody else is ErrInProgress.
func (s *Store) CreateAPIKey(ctx context.Context, id, user, name string) (prefix string, key Secret, err error) {
	random := make([]byte, prefixBytes)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	prefix = encoding.EncodeToString(random)
	secret := NewToken(keyKind)
	hash, now := secret.hash(), s.now()
	rows, err := s.exec(ctx, "create API key", `INSERT INTO accounts.api_keys AS k (id, person_id, name, prefix, hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET name = $3, prefix = $4, hash = $5, created_at = $6
		WHERE k.person_id = $2`, id, user, name, prefix, hash[:], now)
	if err != nil {
		return "", Secret{}, err
	}
	if rows == 0 {
		return "", Secret{}, ErrInProgress
	}
	before := keyKind + "_" + prefix + "_"
	return prefix, Secret{text: before + encode(before, secret.raw)}, nil
}

// parseAPIKey accepts exactly what CreateAPIKey writes.
func parseAPIKey(text string) (prefix string, secret Token, err error) {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || parts[0] != keyKind || len(parts[1]) != encoding.EncodedLen(prefixBytes) {
		return "", Token{}, ErrUnknownToken
	}
	raw, ok := decode(keyKind+"_"+parts[1]+"_", parts[2])
	if !ok {
		return "", Token{}, ErrUnknownToken
	}
	return parts[1], Token{kind: keyKind, raw: raw}, nil
}

// VerifyAPIKey gives the id of a key, or ErrUnknownToken. Whether it is
// revoked, expired, and what it may do is in the log. A key never changes, so
// one that was seen here before needs no Postgres.
func (s *Store) VerifyAPIKey(ctx context.Context, text string) (id string, err error) {
	prefix, secret, err := parseAPIKey(text)
	if err != nil {
		return "", err
	}
	known, ok := s.keys.get(prefix)
	if !ok {
		if known, err = s.readKey(ctx, prefix); err != nil {
			return "", err
		}
	}
	if hash := secret.hash(); subtle.ConstantTimeCompare(hash[:], known.hash) != 1 {
		return "", ErrUnknownToken
	}
	if now := s.now(); s.keys.touch(prefix, now) {
		// That a key works is worth more than knowing when it did.
		ctx, cancel := context.WithTimeout(ctx, askLimit)
		defer cancel()
		_, _ = s.pool.Exec(ctx, "UPDATE accounts.api_keys SET last_used_at = $2 WHERE id = $1", known.id, now)
	}
	return known.id, nil
}

func (s *Store) readKey(ctx context.Context, prefix string) (known seenKey, err error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	err = s.pool.QueryRow(ctx, "SELECT id::text, hash FROM accounts.api_keys WHERE prefix = $1", prefix).Scan(&known.id, &known.hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return seenKey{}, ErrUnknownToken
	}
	if err != nil {
		return seenKey{}, failure("API key", err)
	}
	s.keys.put(prefix, known)
	return known, nil
}

// APIKeys are those of a user, the oldest first. The caller knows which exist.
func (s *Store) APIKeys(ctx context.Context, user string) ([]APIKey, error) {
	rows, err := s.pool.Query(ctx, `SELECT id::text, person_id::text, name, prefix, created_at, last_used_at FROM accounts.api_keys
		WHERE person_id = $1 ORDER BY created_at, id`, user)
	if err != nil {
		return nil, failure("API keys", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k APIKey, err error) {
		err = row.Scan(&k.ID, &k.UserID, &k.Name, &k.Prefix, &k.CreatedAt, &k.LastUsedAt)
		k.CreatedAt = k.CreatedAt.UTC()
		if k.LastUsedAt != nil {
			utc := k.LastUsedAt.UTC()
			k.LastUsedAt = &utc
		}
		return k, err
	})
	return found, failure("API keys", err)
}
