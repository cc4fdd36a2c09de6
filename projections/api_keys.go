package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/user"
)

// APIKey is what the log knows of an API key: not its name, and nothing of its
// secret.
type APIKey struct {
	ID        string
	OwnerID   string
	Prefix    string
	Scopes    []user.Permission
	ExpiresAt *Time
	CreatedAt Time
	RevokedAt *Time
	Version   uint64
}

// APIKeyFilter selects and orders the keys of one user.
type APIKeyFilter struct {
	OwnerID string
	// Sort is createdAt or -createdAt; "" is createdAt.
	Sort   string
	Paging `json:"-"`
}

var apiKeyKeys = map[string]sortKey{"createdAt": {"created_at", "timestamptz"}}

const apiKeyFields = "id, owner, prefix, scopes, expires_at, created_at, revoked_at, version"

// insertAPIKey also is the last event of its owner.
func insertAPIKey(ctx context.Context, c *change, e decoded, event user.APIKeyCreated) error {
	err := c.exec(ctx, `INSERT INTO read.api_keys (number, id, owner, prefix, scopes, expires_at, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $1)`,
		e.Sequence, event.ID, e.Ref.ID, event.Prefix, texts(event.Scopes), event.ExpiresAt, e.Time)
	if err != nil {
		return err
	}
	return c.exec(ctx, "UPDATE read.users SET version = $2 WHERE id = $1", e.Ref.ID, e.Sequence)
}

func revokeAPIKey(ctx context.Context, c *change, e decoded, event user.APIKeyRevoked) error {
	err := c.exec(ctx, "UPDATE read.api_keys SET revoked_at = $2, version = $3 WHERE id = $1", event.ID, e.Time, e.Sequence)
	if err != nil {
		return err
	}
	return c.exec(ctx, "UPDATE read.users SET version = $2 WHERE id = $1", e.Ref.ID, e.Sequence)
}

// APIKey answers one key of an owner, or ErrNotFound.
func (q *Queries) APIKey(ctx context.Context, owner, id string) (APIKey, uint64, error) {
	var k APIKey
	sequence, err := q.snapshot(ctx, func(b *questions) {
		sql := "SELECT " + apiKeyFields + " FROM read.api_keys WHERE owner = $1 AND id = $2"
		b.row(sql, []any{owner, id}, func(row pgx.Row) error {
			var err error
			k, err = scanAPIKey(row)
			return err
		})
	})
	return k, sequence, err
}

// APIKeys answers one page of the keys of one owner.
func (q *Queries) APIKeys(ctx context.Context, f APIKeyFilter) (Page[APIKey], error) {
	if f.Sort == "" {
		f.Sort = "createdAt"
	}
	l := sortedList{
		name: "api_keys", columns: apiKeyFields, tables: "read.api_keys", keys: apiKeyKeys, number: "number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	l.where.and("owner = %s", f.OwnerID)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (APIKey, error) { return scanAPIKey(rows, key...) })
}

// scanAPIKey reads apiKeyFields and then the columns of key.
func scanAPIKey(row pgx.Row, key ...any) (APIKey, error) {
	var k APIKey
	var created time.Time
	var expires, revoked *time.Time
	err := row.Scan(append([]any{&k.ID, &k.OwnerID, &k.Prefix, &k.Scopes, &expires, &created, &revoked, &k.Version}, key...)...)
	k.CreatedAt, k.ExpiresAt, k.RevokedAt = TimeOf(created), optional(expires), optional(revoked)
	return k, err
}
