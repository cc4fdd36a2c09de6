package embedded

import (
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

func TestUserHearsWhatIsStoredAndOnlyThat(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	g := o.enter(t, o.newSubscriber(t, "a", "domainflow.campaign.>", "domainflow.*.*.created"))
	campaigns, err := g.SubscribeSync("domainflow.campaign.1.>")
	require.NoError(t, err)
	created, err := g.SubscribeSync("domainflow.*.*.created")
	require.NoError(t, err)
	require.NoError(t, g.Flush())

	require.NoError(t, o.append(t, "domainflow.campaign.1.created"))
	require.Error(t, o.append(t, "domainflow.campaign.1.created"), "the second one is refused")
	require.NoError(t, o.append(t, "domainflow.persona.2.created"))
	require.NoError(t, o.append(t, "domainflow.persona.2.renamed"))
	require.NoError(t, o.append(t, "domainflow.campaign.1.started"))
	require.NoError(t, o.append(t, "domainflow.proxy.3.created"))

	next := func(s *nats.Subscription) string {
		m, err := s.NextMsg(patience)
		require.NoError(t, err)
		return m.Subject + " " + m.Header.Get(jetstream.SequenceHeader)
	}
	require.Equal(t, "domainflow.campaign.1.created 1", next(campaigns))
	require.Equal(t, "domainflow.campaign.1.started 4", next(campaigns))
	require.Equal(t, "domainflow.campaign.1.created 1", next(created))
	require.Equal(t, "domainflow.persona.2.created 2", next(created))
	require.Equal(t, "domainflow.proxy.3.created 5", next(created))
	require.Empty(t, g.errs)
}

func TestUserReadsTheirConsumer(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	g := o.enter(t, u)
	for _, subject := range []string{"domainflow.a.1", "domainflow.a.2", "domainflow.a.3"} {
		require.NoError(t, o.append(t, subject))
	}
	consumer, err := g.js.Consumer(t.Context(), eventsStream, u.Consumer)
	require.NoError(t, err)
	require.EqualValues(t, 3, consumer.CachedInfo().NumPending)

	read := func(count int) (subjects []string) {
		batch, err := consumer.Fetch(count)
		require.NoError(t, err)
		for m := range batch.Messages() {
			require.NoError(t, m.DoubleAck(t.Context()))
			subjects = append(subjects, m.Subject())
		}
		require.NoError(t, batch.Error())
		return subjects
	}
	require.Equal(t, []string{"domainflow.a.1", "domainflow.a.2"}, read(2))
	answer, err := g.Request("$JS.API.CONSUMER.RESET.EVENTS.out-a", []byte(`{"seq":2}`), patience)
	require.NoError(t, err)
	require.Contains(t, string(answer.Data), `"reset_seq":2`)
	require.Equal(t, []string{"domainflow.a.2", "domainflow.a.3"}, read(2))
	info, err := consumer.Info(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, info.AckFloor.Stream)
	require.Empty(t, g.errs)
}

// TestUserConsumesForLong goes on over many requests, with acknowledgements that nobody answers and negative ones.
func TestUserConsumesForLong(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	g := o.enter(t, u)
	consumer, err := g.js.Consumer(t.Context(), eventsStream, u.Consumer)
	require.NoError(t, err)
	messages, err := consumer.Messages(jetstream.PullMaxMessages(4))
	require.NoError(t, err)
	defer messages.Stop()
	for i := range 50 {
		subject := fmt.Sprintf("domainflow.a.%d", i)
		require.NoError(t, o.append(t, subject))
		m, err := messages.Next(jetstream.NextMaxWait(patience))
		require.NoError(t, err)
		require.Equal(t, subject, m.Subject())
		if i%10 == 0 {
			require.NoError(t, m.Nak())
			m, err = messages.Next(jetstream.NextMaxWait(patience))
			require.NoError(t, err)
			require.Equal(t, subject, m.Subject())
		}
		require.NoError(t, m.Ack())
	}
	require.Empty(t, g.errs)
}

// TestUserHearsWhyNothingComes waits for the status lines of a request that finds nothing: signs of life, then its end.
func TestUserHearsWhyNothingComes(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	g := o.enter(t, o.newSubscriber(t, "a", "domainflow.>"))
	inbox, err := g.SubscribeSync("_INBOX_a.x")
	require.NoError(t, err)
	request := []byte(`{"expires":1000000000,"idle_heartbeat":200000000}`)
	require.NoError(t, g.PublishRequest("$JS.API.CONSUMER.MSG.NEXT.EVENTS.out-a", inbox.Subject, request))
	for beats := 0; ; beats++ {
		m, err := inbox.NextMsg(patience)
		require.NoError(t, err)
		if status := m.Header.Get("Status"); status != "100" {
			require.Equal(t, "408", status)
			require.Positive(t, beats)
			return
		}
	}
}

func TestRequestsOfAUserWhoLeftAreForgotten(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u := o.newSubscriber(t, "a", "domainflow.>")
	g := o.enter(t, u)
	inbox, err := g.SubscribeSync("_INBOX_a.x")
	require.NoError(t, err)
	require.NoError(t, g.PublishRequest("$JS.API.CONSUMER.MSG.NEXT.EVENTS.out-a", inbox.Subject, []byte(`{"expires":60000000000}`)))
	waiting := func() int {
		info, err := o.js.Consumer(t.Context(), eventsStream, u.Consumer)
		require.NoError(t, err)
		return info.CachedInfo().NumWaiting
	}
	require.Eventually(t, func() bool { return waiting() == 1 }, patience, time.Millisecond)
	g.Close()
	require.Eventually(t, func() bool { return waiting() == 0 }, patience, time.Millisecond)
	require.NoError(t, o.append(t, "domainflow.a"))
	again, err := o.dial(t, u)
	require.NoError(t, err)
	consumer, err := again.js.Consumer(t.Context(), eventsStream, u.Consumer)
	require.NoError(t, err)
	batch, err := consumer.Fetch(1)
	require.NoError(t, err)
	m := <-batch.Messages()
	require.NotNil(t, m)
	delivered, err := m.Metadata()
	require.NoError(t, err)
	require.EqualValues(t, 1, delivered.NumDelivered)
}
