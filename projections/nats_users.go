package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/natsuser"
)

// NATSUser is a program outside that may read the log over NATS.
type NATSUser struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Subjects []string `json:"subjects"`
	// PublicKey is what their client names when it connects.
	PublicKey string `json:"publicKey"`
	// Consumer is their durable consumer on EVENTS, InboxPrefix where their
	// client must want its answers.
	Consumer    string `json:"consumer"`
	InboxPrefix string `json:"inboxPrefix"`
	// OwnerID is the person whose rights bound what it reads.
	OwnerID   *string `json:"ownerId" doc:"While they are deactivated, deleted, or may not read all that the user reads, it is cut off. null: made on the command line"`
	CreatedAt Time    `json:"createdAt"`
	Version   uint64  `json:"version"`
}

// NATSUserFilter selects and orders users. Zero values do not filter.
type NATSUserFilter struct {
	// Query is a part of the name, in any case.
	Query string
	// Sort is name or createdAt, with a leading - for descending; "" is name.
	Sort   string
	Paging `json:"-"`
}

var natsUserKeys = map[string]sortKey{
	"name":      {`name COLLATE "C"`, "text"},
	"createdAt": {"created_at", "timestamptz"},
}

const natsUserFields = "number, id, name, subjects, public_key, owner_id, created_at"

func writeNATSUsers(ctx context.Context, c *change) error {
	for _, e := range c.events {
		var err error
		switch event := e.Event.(type) {
		case natsuser.Created:
			err = c.exec(ctx, `INSERT INTO read.nats_users (`+natsUserFields+`) VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7)`,
				e.Sequence, e.Ref.ID, event.Name, event.Subjects, event.PublicKey, event.OwnerID, e.Time)
		case natsuser.Revoked:
			err = c.exec(ctx, "DELETE FROM read.nats_users WHERE id = $1", e.Ref.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// NATSUser answers one user, or ErrNotFound.
func (q *Queries) NATSUser(ctx context.Context, id string) (NATSUser, uint64, error) {
	var u NATSUser
	sequence, err := q.snapshot(ctx, func(b *questions) {
		b.row("SELECT "+natsUserFields+" FROM read.nats_users WHERE id = $1", []any{id}, func(row pgx.Row) error {
			var err error
			u, err = scanNATSUser(row)
			return err
		})
	})
	return u, sequence, err
}

// NATSUsers answers one page of the list.
func (q *Queries) NATSUsers(ctx context.Context, f NATSUserFilter) (Page[NATSUser], error) {
	if f.Sort == "" {
		f.Sort = "name"
	}
	l := sortedList{
		name: "nats_users", columns: natsUserFields, tables: "read.nats_users", keys: natsUserKeys, number: "number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	andIf(&l.where, "strpos(lower(name), lower(%s)) > 0", f.Query)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (NATSUser, error) { return scanNATSUser(rows, key...) })
}

// scanNATSUser reads natsUserFields and then the columns of key.
func scanNATSUser(row pgx.Row, key ...any) (NATSUser, error) {
	var u NATSUser
	var created time.Time
	err := row.Scan(append([]any{&u.Version, &u.ID, &u.Name, &u.Subjects, &u.PublicKey, &u.OwnerID, &created}, key...)...)
	u.Consumer, u.InboxPrefix, u.CreatedAt = natsuser.Consumer(u.ID), natsuser.InboxPrefix(u.ID), TimeOf(created)
	return u, err
}
