package live

import (
	"encoding/json"
	"fmt"
	"time"
)

// Close codes of the feed beside those of RFC 6455.
const (
	closeGoingAway = 1001
	closeBroken    = 1011
	closeMalformed = 4400
	// closeNobody: the session has ended, or the key was revoked or has expired.
	closeNobody    = 4401
	closeForbidden = 4403
	closeTooSlow   = 4413
	closeTooMany   = 4429
)

// Limits of one connection.
const (
	maxFrame         = 64 << 10
	maxFramesPerSec  = 20
	maxSubscriptions = 100
	maxCampaigns     = 1000
)

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
