package live

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Close codes of the feed beside those of RFC 6455.
const (
	closeGoingAway   = 1001
	closeBroken      = 1011
	closeMalformed   = 4400
	closeTooSlow     = 4413
	closeTooMany     = 4429
	heartbeatSeconds = 30
)

// Limits of one connection.
const (
	maxFrame         = 64 << 10
	maxFramesPerSec  = 20
	maxSubscriptions = 100
	maxCampaigns     = 1000
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

// envelope is a frame to a client.
type envelope struct {
	Type           string `json:"type"`
	Sequence       uint64 `json:"sequence,omitempty"`
	Timestamp      string `json:"timestamp"`
	CampaignID     string `json:"campaignId,omitempty"`
	SubscriptionID string `json:"subscriptionId,omitempty"`
	Data           any    `json:"data"`
}

type (
	connectionAck struct {
		ConnectionID     string `json:"connectionId"`
		UserID           string `json:"userId"`
		HeadSequence     uint64 `json:"headSequence"`
		OldestSequence   uint64 `json:"oldestSequence"`
		HeartbeatSeconds int    `json:"heartbeatSeconds"`
		ServerVersion    string `json:"serverVersion"`
	}
	subscribed struct {
		ID           string `json:"id"`
		Since        uint64 `json:"since"`
		HeadSequence uint64 `json:"headSequence"`
	}
	caughtUp struct {
		ID       string `json:"id"`
		Sequence uint64 `json:"sequence"`
	}
	unsubscribed struct {
		ID string `json:"id"`
	}
	pong struct {
		Nonce json.RawMessage `json:"nonce,omitempty"`
	}
	problem struct {
		ID      string `json:"id,omitempty"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	resync struct {
		ID         string `json:"id"`
		Reason     string `json:"reason"`
		ResumeFrom uint64 `json:"resumeFrom"`
	}
)

// timestamp is RFC 3339 in UTC with milliseconds.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// control makes a frame that is no event.
func control(kind string, now time.Time, data any) []byte {
	return encode(envelope{Type: kind, Timestamp: timestamp(now), Data: data})
}

func encode(e envelope) []byte {
	// Every data type of this package can be encoded.
	body, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("live: %s: %v", e.Type, err))
	}
	return body
}

// since reads the member: a sequence, "now" or nothing, which means now.
func (r request) since(head uint64) (sequence uint64, err error) {
	text := string(r.Since)
	if text == "" || text == "null" || text == `"now"` {
		return head, nil
	}
	if err := json.Unmarshal(r.Since, &sequence); err != nil {
		return 0, fmt.Errorf("since must be a sequence or \"now\"")
	}
	return sequence, nil
}

// check refuses what no subscription can be made of.
func (r request) check() error {
	switch {
	case r.ID == "" || len(r.ID) > 128:
		return fmt.Errorf("id must have 1 to 128 characters")
	case len(r.CampaignIDs) == 0 && len(r.Types) == 0 && !r.All:
		return fmt.Errorf("one of campaignIds, types and all is needed")
	}
	for _, id := range r.CampaignIDs {
		if _, err := uuid.Parse(id); err != nil {
			return fmt.Errorf("campaignIds: %q is no id", id)
		}
	}
	for _, t := range r.Types {
		if category, word, ok := strings.Cut(t, "."); !ok || category == "" || word == "" {
			return fmt.Errorf("types: %q is no type; types are like campaign.started or campaign.*", t)
		}
	}
	return nil
}
