package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// request is a frame from a client.
type request struct {
	Type        string          `json:"type"`
	ID          string          `json:"id"`
	CampaignIDs []string        `json:"campaignIds"`
	Types       []string        `json:"types"`
	All         bool            `json:"all"`
	Since       json.RawMessage `json:"since"`
	Nonce       json.RawMessage `json:"nonce"`
}

// invalid says which member of a frame is wrong; the connection goes on.
type invalid struct{ reason string }

func (e *invalid) Error() string { return e.reason }

func invalidf(format string, args ...any) error { return &invalid{fmt.Sprintf(format, args...)} }

var errMalformed = errors.New("live: not a JSON object of the feed")

// parse reads a frame. It fails with errMalformed, which ends the connection,
// or *invalid; then id and type are read as far as they can be.
func parse(frame []byte) (request, error) {
	var r request
	if !json.Valid(frame) {
		return r, errMalformed
	}
	d := json.NewDecoder(bytes.NewReader(frame))
	d.DisallowUnknownFields()
	err := d.Decode(&r)
	var wrong *json.UnmarshalTypeError
	switch {
	case r.Type == "":
		return r, errMalformed
	case errors.As(err, &wrong):
		return r, invalidf("%s must not be a %s", wrong.Field, wrong.Value)
	case err != nil:
		// It has valid JSON and no wrong type.
		return r, invalidf("the frame has a member that the feed does not know")
	}
	return r, nil
}

// maxWord is the length of ids and types at most.
const maxWord = 128

// check refuses what no subscription can be made of.
func (r request) check() error {
	switch {
	case r.ID == "" || len(r.ID) > maxWord:
		return invalidf("id must have 1 to %d bytes", maxWord)
	case len(r.CampaignIDs) == 0 && len(r.Types) == 0 && !r.All:
		return invalidf("one of campaignIds, types and all is needed")
	}
	for i, id := range r.CampaignIDs {
		// Parse also takes other spellings, which name no campaign.
		if parsed, err := uuid.Parse(id); err != nil || parsed.String() != id {
			return invalidf("campaignIds[%d] is no id", i)
		}
	}
	for i, t := range r.Types {
		if !isType(t) {
			return invalidf("types[%d] is no type; types are like campaign.started or campaign.*", i)
		}
	}
	return nil
}

func isType(t string) bool {
	category, word, ok := strings.Cut(t, ".")
	return ok && len(t) <= maxWord && isWord(category) && (word == "*" || isWord(word))
}

// isWord: a category or a type in snake_case.
func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// since reads the member: a sequence, "now" or nothing, which means now.
func (r request) since(head uint64) (sequence uint64, err error) {
	text := string(r.Since)
	if text == "" || text == "null" || text == `"now"` {
		return head, nil
	}
	if err := json.Unmarshal(r.Since, &sequence); err != nil {
		return 0, invalidf(`since must be a sequence or "now"`)
	}
	return sequence, nil
}
