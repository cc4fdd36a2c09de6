package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/user"
)

// User is what the log knows of a user. Who they are is not there.
type User struct {
	ID                 string
	Roles              []user.Role
	IsActive           bool
	MustChangePassword bool
	CreatedAt          Time
	// UpdatedAt is when any of these, or their name, was changed.
	UpdatedAt Time
	// Version is the sequence of the last event about them, of any type: what
	// a command on them expects.
	Version uint64
}

// UserFilter selects and orders users. Zero values do not filter.
type UserFilter struct {
	Role     user.Role
	IsActive *bool
	// Query does not filter here: it belongs to a cursor.
	Query string
	// Sort is createdAt or -createdAt; "" is createdAt.
	Sort   string
	Paging `json:"-"`
}

var userKeys = map[string]sortKey{"createdAt": {"created_at", "timestamptz"}}

const userFields = "id, roles, is_active, must_change_password, created_at, updated_at, version"

func writeUsers(ctx context.Context, c *change) error {
	for _, e := range c.events {
		if err := writeUser(ctx, c, e); err != nil {
			return err
		}
	}
	return nil
}

// writeUser is one event: what it changes, and that it was the last one.
func writeUser(ctx context.Context, c *change, e decoded) error {
	switch event := e.Event.(type) {
	case user.Created:
		return c.exec(ctx, `INSERT INTO read.users (number, `+userFields+`) VALUES ($1, $2, $3, true, $4, $5, $5, $1)`,
			e.Sequence, e.Ref.ID, texts(event.Roles), event.MustChangePassword, e.Time)
	case user.Updated:
		return c.exec(ctx, `UPDATE read.users SET roles = CASE WHEN $2 THEN $3 ELSE roles END, is_active = COALESCE($4, is_active),
			updated_at = $5, version = $6 WHERE id = $1`,
			e.Ref.ID, len(event.Roles) > 0, texts(event.Roles), event.IsActive, e.Time, e.Sequence)
	case user.PasswordChanged:
		return c.exec(ctx, "UPDATE read.users SET must_change_password = $2, updated_at = $3, version = $4 WHERE id = $1",
			e.Ref.ID, event.MustChangePassword, e.Time, e.Sequence)
	case user.SessionsRevoked:
		return c.exec(ctx, "UPDATE read.users SET version = $2 WHERE id = $1", e.Ref.ID, e.Sequence)
	case user.APIKeyCreated:
		return insertAPIKey(ctx, c, e, event)
	case user.APIKeyRevoked:
		return revokeAPIKey(ctx, c, e, event)
	case user.Deleted:
		if err := c.exec(ctx, "DELETE FROM read.api_keys WHERE owner = $1", e.Ref.ID); err != nil {
			return err
		}
		return c.exec(ctx, "DELETE FROM read.users WHERE id = $1", e.Ref.ID)
	}
	return nil
}

// User answers one user, or ErrNotFound.
func (q *Queries) User(ctx context.Context, id string) (User, uint64, error) {
	var u User
	sequence, err := q.snapshot(ctx, func(b *questions) {
		b.row("SELECT "+userFields+" FROM read.users WHERE id = $1", []any{id}, func(row pgx.Row) error {
			var err error
			u, err = scanUser(row)
			return err
		})
	})
	return u, sequence, err
}

// Users answers one page of the list.
func (q *Queries) Users(ctx context.Context, f UserFilter) (Page[User], error) {
	if f.Sort == "" {
		f.Sort = "createdAt"
	}
	l := sortedList{
		name: "users", columns: userFields, tables: "read.users", keys: userKeys, number: "number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	andIf(&l.where, "%s = ANY(roles)", string(f.Role))
	andFlag(&l.where, "is_active = %s", f.IsActive)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (User, error) { return scanUser(rows, key...) })
}

// scanUser reads userFields and then the columns of key.
func scanUser(row pgx.Row, key ...any) (User, error) {
	var u User
	var created, updated time.Time
	err := row.Scan(append([]any{&u.ID, &u.Roles, &u.IsActive, &u.MustChangePassword, &created, &updated, &u.Version}, key...)...)
	u.CreatedAt, u.UpdatedAt = TimeOf(created), TimeOf(updated)
	return u, err
}
