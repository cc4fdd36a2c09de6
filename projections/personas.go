package projections

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/persona"
)

// Persona is one saved client profile.
type Persona struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	PersonaType persona.Type `json:"personaType"`
	Description string       `json:"description,omitempty"`
	// ConfigDetails is a persona.DNSConfig or a persona.HTTPConfig.
	ConfigDetails any    `json:"configDetails"`
	IsEnabled     bool   `json:"isEnabled"`
	CreatedAt     Time   `json:"createdAt"`
	UpdatedAt     Time   `json:"updatedAt"`
	Version       uint64 `json:"version"`
}

// PersonaFilter selects and orders personas. Zero values do not filter.
type PersonaFilter struct {
	PersonaType persona.Type
	IsEnabled   *bool
	// Query is a part of the name, in any case.
	Query string
	// Sort is name or createdAt, with a leading - for descending; "" is name.
	Sort   string
	Paging `json:"-"`
}

var personaKeys = map[string]sortKey{
	"name":      {`name COLLATE "C"`, "text"},
	"createdAt": {"created_at", "timestamptz"},
}

const personaFields = `id, name, persona_type, description, config, is_enabled, created_at, updated_at, version`

func writePersonas(ctx context.Context, c *change) error {
	for _, e := range c.events {
		var err error
		switch event := e.Event.(type) {
		case persona.Created:
			err = insertPersona(ctx, c, e, event)
		case persona.Updated:
			err = updatePersona(ctx, c, e, event.Profile)
		case persona.Deleted:
			err = c.exec(ctx, "DELETE FROM read.personas WHERE id = $1", e.Ref.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func insertPersona(ctx context.Context, c *change, e decoded, event persona.Created) error {
	config, err := personaConfig(event.Profile)
	if err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO read.personas
		(number, id, persona_type, name, description, is_enabled, config, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $1)`,
		e.Sequence, e.Ref.ID, string(event.Type), event.Name, event.Description, event.IsEnabled, config, e.Time)
}

func updatePersona(ctx context.Context, c *change, e decoded, p persona.Profile) error {
	config, err := personaConfig(p)
	if err != nil {
		return err
	}
	return c.exec(ctx, `UPDATE read.personas
		SET name = $2, description = $3, is_enabled = $4, config = $5, updated_at = $6, version = $7 WHERE id = $1`,
		e.Ref.ID, p.Name, p.Description, p.IsEnabled, config, e.Time, e.Sequence)
}

func personaConfig(p persona.Profile) ([]byte, error) {
	if p.DNS != nil {
		return jsonText(p.DNS)
	}
	return jsonText(p.HTTP)
}

// Persona answers one persona of either type, or ErrNotFound.
func (q *Queries) Persona(ctx context.Context, id string) (Persona, uint64, error) {
	var p Persona
	sequence, err := q.snapshot(ctx, func(b *questions) {
		b.row("SELECT "+personaFields+" FROM read.personas WHERE id = $1", []any{id}, func(row pgx.Row) error {
			var err error
			p, err = scanPersona(row)
			return err
		})
	})
	return p, sequence, err
}

// Personas answers one page of the list.
func (q *Queries) Personas(ctx context.Context, f PersonaFilter) (Page[Persona], error) {
	if f.Sort == "" {
		f.Sort = "name"
	}
	l := sortedList{
		name: "personas", columns: personaFields, tables: "read.personas", keys: personaKeys, number: "number",
		filter: f, sort: f.Sort, paging: f.Paging,
	}
	andIf(&l.where, "persona_type = %s", f.PersonaType)
	andFlag(&l.where, "is_enabled = %s", f.IsEnabled)
	andIf(&l.where, "strpos(lower(name), lower(%s)) > 0", f.Query)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (Persona, error) { return scanPersona(rows, key...) })
}

// scanPersona reads personaFields and then the columns of key.
func scanPersona(row pgx.Row, key ...any) (Persona, error) {
	var p Persona
	var config json.RawMessage
	var created, updated time.Time
	err := row.Scan(append([]any{
		&p.ID, &p.Name, &p.PersonaType, &p.Description, &config, &p.IsEnabled, &created, &updated, &p.Version,
	}, key...)...)
	if err != nil {
		return p, err
	}
	p.CreatedAt, p.UpdatedAt = TimeOf(created), TimeOf(updated)
	p.ConfigDetails, err = configDetails(p.PersonaType, config)
	return p, err
}

func configDetails(t persona.Type, text []byte) (any, error) {
	if t == persona.DNS {
		var c persona.DNSConfig
		return c, json.Unmarshal(text, &c)
	}
	var c persona.HTTPConfig
	return c, json.Unmarshal(text, &c)
}
