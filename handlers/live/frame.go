package live

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// frame is an event as clients get it, made when the first one wants it. All
// subscriptions share it but for their id, which comes last.
type frame struct {
	once sync.Once
	body []byte
	err  error
	// addressed is the one made last: clients of one kind choose the same ids.
	addressed atomic.Pointer[addressed]
}

// addressed is a frame for one subscription id.
type addressed struct {
	id   string
	body []byte
}

// to is the frame for a subscription.
func (f *frame) to(id string) []byte {
	if last := f.addressed.Load(); last != nil && last.id == id {
		return last.body
	}
	made := &addressed{id, withSubscription(f.body, id)}
	f.addressed.Store(made)
	return made.body
}

// size is the memory that a frame takes, with the addressed one.
func (f *frame) size() int64 { return 2 * int64(len(f.body)) }

// frameOf is the message for one subscription. It does not ask the log, so
// that it may be called under locks: what needs that was rendered before it
// went into the ring.
func (f *Feed) frameOf(e *entry, subscription string) ([]byte, error) {
	e.frame.once.Do(func() {
		e.frame.body, e.frame.err = f.render(context.Background(), e.event)
		f.ring.rendered(e)
	})
	if e.frame.err != nil {
		return nil, e.frame.err
	}
	return e.frame.to(subscription), nil
}

// enclose makes the entry of an event.
func (f *Feed) enclose(ctx context.Context, e eventstore.Recorded) (*entry, error) {
	out := &entry{event: e}
	var err error
	if out.audience, err = f.audienceOf(ctx, e); err != nil {
		return nil, err
	}
	if looksBack(e) {
		out.frame.once.Do(func() { out.frame.body, out.frame.err = f.render(ctx, e) })
	}
	return out, ctx.Err()
}

// withSubscription adds the member to an encoded object.
func withSubscription(body []byte, id string) []byte {
	quoted, _ := json.Marshal(id)
	const member = `,"subscriptionId":`
	out := make([]byte, 0, len(body)+len(member)+len(quoted))
	out = append(out, body[:len(body)-1]...)
	out = append(out, member...)
	out = append(out, quoted...)
	return append(out, '}')
}

// patiently tries again while the log cannot be asked.
func patiently(ctx context.Context, ask func() error) error {
	for {
		err := ask()
		if !errors.Is(err, eventstore.ErrUnavailable) {
			return err
		}
		if wait(ctx, 100*time.Millisecond); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// render makes the message of an event, without a subscription. While the log
// cannot be asked for what the message needs of it, it tries again.
func (f *Feed) render(ctx context.Context, e eventstore.Recorded) ([]byte, error) {
	var data any
	err := patiently(ctx, func() (err error) {
		data, err = f.dataOf(ctx, e)
		return err
	})
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
