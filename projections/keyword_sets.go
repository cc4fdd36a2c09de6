package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"domainflow/domain/keywordset"
)

// KeywordSet is one set of keyword rules.
type KeywordSet struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Description string             `json:"description,omitempty"`
	IsEnabled   bool               `json:"isEnabled"`
	MatchIn     []keywordset.Place `json:"matchIn"`
	RuleCount   int                `json:"ruleCount"`
	// Rules are left out of lists unless they are asked for.
	Rules     []keywordset.Rule `json:"rules,omitempty"`
	CreatedAt Time              `json:"createdAt"`
	UpdatedAt Time              `json:"updatedAt"`
	Version   uint64            `json:"version"`
}

// KeywordSetFilter selects and orders keyword sets. Zero values do not filter.
type KeywordSetFilter struct {
	IsEnabled *bool
	// Query is a part of the name, in any case.
	Query string
	// Sort is name or createdAt, with a leading - for descending; "" is name.
	Sort string
	// IncludeRules fills Rules.
	IncludeRules bool
	Paging       `json:"-"`
}

var keywordSetKeys = map[string]sortKey{
	"name":      {`name COLLATE "C"`, "text"},
	"createdAt": {"created_at", "timestamptz"},
}

const keywordSetFields = `id, name, description, is_enabled, match_in, rule_count, created_at, updated_at, version`

func writeKeywordSets(ctx context.Context, c *change) error {
	for _, e := range c.events {
		var err error
		switch event := e.Event.(type) {
		case keywordset.Created:
			err = insertKeywordSet(ctx, c, e, event.Set)
		case keywordset.Updated:
			err = updateKeywordSet(ctx, c, e, event.Set)
		case keywordset.Deleted:
			err = c.exec(ctx, "DELETE FROM read.keyword_sets WHERE id = $1", e.Ref.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func insertKeywordSet(ctx context.Context, c *change, e decoded, s keywordset.Set) error {
	rules, err := jsonText(s.Rules)
	if err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO read.keyword_sets
		(number, id, name, description, is_enabled, match_in, rules, rule_count, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $1)`,
		e.Sequence, e.Ref.ID, s.Name, s.Description, s.IsEnabled, texts(s.MatchIn), rules, len(s.Rules), e.Time)
}

func updateKeywordSet(ctx context.Context, c *change, e decoded, s keywordset.Set) error {
	rules, err := jsonText(s.Rules)
	if err != nil {
		return err
	}
	return c.exec(ctx, `UPDATE read.keyword_sets SET name = $2, description = $3, is_enabled = $4, match_in = $5, rules = $6,
		rule_count = $7, updated_at = $8, version = $9 WHERE id = $1`,
		e.Ref.ID, s.Name, s.Description, s.IsEnabled, texts(s.MatchIn), rules, len(s.Rules), e.Time, e.Sequence)
}

// KeywordSet answers one set with its rules, or ErrNotFound.
func (q *Queries) KeywordSet(ctx context.Context, id string) (KeywordSet, uint64, error) {
	var s KeywordSet
	sequence, err := q.snapshot(ctx, func(b *questions) {
		sql := "SELECT " + keywordSetFields + ", rules FROM read.keyword_sets WHERE id = $1"
		b.row(sql, []any{id}, func(row pgx.Row) error {
			var err error
			s, err = scanKeywordSet(row)
			return err
		})
	})
	return s, sequence, err
}

// KeywordSets answers one page of the list.
func (q *Queries) KeywordSets(ctx context.Context, f KeywordSetFilter) (Page[KeywordSet], error) {
	if f.Sort == "" {
		f.Sort = "name"
	}
	l := sortedList{
		name: "keyword_sets", columns: keywordSetFields + ", NULL::json", tables: "read.keyword_sets", keys: keywordSetKeys,
		number: "number", filter: f, sort: f.Sort, paging: f.Paging,
	}
	if f.IncludeRules {
		l.columns = keywordSetFields + ", rules"
	}
	andFlag(&l.where, "is_enabled = %s", f.IsEnabled)
	andIf(&l.where, "strpos(lower(name), lower(%s)) > 0", f.Query)
	return readSorted(ctx, q, l, func(rows pgx.Rows, key ...any) (KeywordSet, error) { return scanKeywordSet(rows, key...) })
}

// scanKeywordSet reads keywordSetFields, the rules, and then the columns of
// key.
func scanKeywordSet(row pgx.Row, key ...any) (KeywordSet, error) {
	var s KeywordSet
	var created, updated time.Time
	err := row.Scan(append([]any{
		&s.ID, &s.Name, &s.Description, &s.IsEnabled, &s.MatchIn, &s.RuleCount, &created, &updated, &s.Version, &s.Rules,
	}, key...)...)
	s.CreatedAt, s.UpdatedAt = TimeOf(created), TimeOf(updated)
	return s, err
}
