package projections

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// Page is one page of a list. NextCursor is nil on the last one; a page may
// be short, even empty, without being the last.
type Page[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"nextCursor"`
	// Sequence is what the page reflects.
	Sequence uint64 `json:"sequence"`
}

const (
	defaultLimit = 50
	maxLimit     = 1000
	// maxCursor is far above any cursor made here: a name of 255 characters,
	// escaped and encoded.
	maxCursor = 8 << 10
)

// Paging is how much of a list is wanted, and from where.
type Paging struct {
	// Limit is 1 to 1000; 0 means 50.
	Limit int
	// Cursor is the NextCursor of the page before, "" for the first.
	Cursor string
	// Descending and From are for results alone: their ordinals going down, and
	// the ordinal that the first page begins at, itself included; nil for the
	// first, or the last, of all.
	Descending bool
	From       *int64
}

func (p Paging) limit() int {
	if p.Limit <= 0 {
		return defaultLimit
	}
	return min(p.Limit, maxLimit)
}

// position is the place of the last row of a page in its order. Value is the
// sort key as Postgres writes it, Number what makes it unique.
type position struct {
	Value  string `json:"v,omitempty"`
	Number int64  `json:"n"`
}

// cursor is a position that knows which query it belongs to.
type cursor struct {
	Query string `json:"q"`
	position
}

// fingerprint tells queries apart. The filter must hold nothing of the paging.
func fingerprint(list string, filter any) (string, error) {
	text, err := json.Marshal(filter)
	if err != nil {
		return "", fmt.Errorf("projections: filter of %s: %w", list, err)
	}
	sum := sha256.Sum256(append([]byte(list+"\n"), text...))
	return base64.RawURLEncoding.EncodeToString(sum[:9]), nil
}

// encode makes the opaque form.
func (c cursor) encode() (*string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("projections: cursor: %w", err)
	}
	s := base64.RawURLEncoding.EncodeToString(text)
	return &s, nil
}

// decodeCursor gives the position to go on from, nil at the beginning of the
// list. It fails with ErrCursor only.
func decodeCursor(s, query string) (*position, error) {
	if s == "" {
		return nil, nil
	}
	if len(s) > maxCursor {
		return nil, ErrCursor
	}
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, ErrCursor
	}
	var c cursor
	if err := json.Unmarshal(text, &c); err != nil || c.Query != query || c.Number < -1 {
		return nil, ErrCursor
	}
	return &c.position, nil
}

// NumberCursor is the cursor of a list that is no read model, whose items have
// numbers: the next page goes on from number.
func NumberCursor(list string, filter any, number uint64) (*string, error) {
	query, err := fingerprint(list, filter)
	if err != nil {
		return nil, err
	}
	return cursor{Query: query, position: position{Number: int64(number)}}.encode()
}

// CursorNumber is the reverse of NumberCursor; 0 without a cursor. It fails
// with ErrCursor for one of another query.
func CursorNumber(text, list string, filter any) (uint64, error) {
	query, err := fingerprint(list, filter)
	if err != nil {
		return 0, err
	}
	at, err := decodeCursor(text, query)
	if err != nil || at == nil {
		return 0, err
	}
	if at.Number < 1 {
		return 0, ErrCursor
	}
	return uint64(at.Number), nil
}
