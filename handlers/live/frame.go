package live

import (
	"bytes"
	"encoding/json"
	"sync"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// frame is an event as clients get it, made when the first one wants it. All
// subscriptions share it but for their id, which comes last.
type frame struct {
	once sync.Once
	body []byte
	err  error
}

// frameOf is the message for one subscription.
func (f *Feed) frameOf(e *entry, subscription string) ([]byte, error) {
	e.frame.once.Do(func() {
		e.frame.body, e.frame.err = f.render(e.event)
		f.ring.rendered(e, len(e.frame.body))
	})
	if e.frame.err != nil {
		return nil, e.frame.err
	}
	return withSubscription(e.frame.body, subscription), nil
}

// withSubscription adds the member to an encoded object.
func withSubscription(body []byte, id string) []byte {
	quoted, _ := json.Marshal(id)
	var out bytes.Buffer
	out.Grow(len(body) + len(quoted) + 20)
	out.Write(body[:len(body)-1])
	out.WriteString(`,"subscriptionId":`)
	out.Write(quoted)
	out.WriteByte('}')
	return out.Bytes()
}

func (f *Feed) render(e eventstore.Recorded) ([]byte, error) {
	data, err := f.dataOf(e)
	if err != nil {
		return nil, err
	}
	message := envelope{
		Type: e.Name(), Sequence: e.Sequence, Timestamp: timestamp(e.StoredAt), Data: data,
	}
	if e.Ref.Category == campaign.Category {
		message.CampaignID = e.Ref.ID
	}
	return encode(message), nil
}
