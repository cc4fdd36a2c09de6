package audit

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/setting"
	"domainflow/eventstore"
	"domainflow/internal/secrets"
)

// Category is the word for access records in the names of types.
const Category = "access"

// kind is the second word.
type kind string

const (
	loginSucceeded kind = "login_succeeded"
	loginFailed    kind = "login_failed"
	refused        kind = "refused"
	exported       kind = "exported"
)

// Types are the names of all types.
var Types = []string{
	Category + "." + string(loginSucceeded), Category + "." + string(loginFailed), Category + "." + string(refused), Category + "." + string(exported),
}

// Request is where a record stems from.
type Request struct {
	ID string
	// Actor is zero for somebody unknown.
	Actor eventstore.Actor
	// Address is that of the client.
	Address netip.Addr
}

// about is the data of a record.
type about struct {
	ClientIP string `json:"clientIp,omitempty"`
	// Count is how often it happened.
	Count int `json:"count"`
	// LostBefore is how many records before this one are missing.
	LostBefore int    `json:"lostBefore,omitempty"`
	UserID     string `json:"userId,omitempty"`
	Route      string `json:"route,omitempty"`
	Status     int    `json:"status,omitempty"`
	Permission string `json:"permission,omitempty"`
	CampaignID string `json:"campaignId,omitempty"`
	Format     string `json:"format,omitempty"`
}

// record is one before it is stored.
type record struct {
	kind    kind
	request Request
	time    time.Time
	about
}

func (r record) stored(lostBefore int) (eventstore.Access, error) {
	r.LostBefore = lostBefore
	data, err := json.Marshal(r.about)
	return eventstore.Access{
		Type: string(r.kind), ID: uuid.Must(uuid.NewV7()).String(), Actor: r.request.Actor, Time: r.time.UTC(), CorrelationID: r.request.ID, Data: data,
	}, err
}

// network is what a record may say about where a client is.
func (r Request) network(keep setting.ClientIP) string {
	if keep == setting.NoIP {
		return ""
	}
	return secrets.Network(r.Address)
}
