package embedded

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestUsersMayDoNothingElse probes all that a reader has no business with, beside another user's consumer and inbox.
func TestUsersMayDoNothingElse(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u, other := o.newSubscriber(t, "a", "domainflow.campaign.>"), o.newSubscriber(t, "b", "domainflow.>")
	require.NoError(t, o.append(t, "domainflow.campaign.1.started"))
	g := o.enter(t, u)
	require.NoError(t, o.SetUsers([]User{u.User, other.User}))
	for _, subject := range []string{
		"$JS.API.CONSUMER.INFO.EVENTS.out-b",
		"$JS.API.CONSUMER.MSG.NEXT.EVENTS.out-b",
		"$JS.API.CONSUMER.RESET.EVENTS.out-b",
		"$JS.ACK.EVENTS.out-b.1.1.1.1700000000000000000.0",
		"$JS.ACK._.ACCOUNT.EVENTS.out-b.1.1.1.1700000000000000000.0",
		"$JS.API.CONSUMER.INFO.CANARY.out-a",
		"domainflow.campaign.1.forged",
		"append.domainflow.campaign.1.forged",
		"append.domainflow.campaign.1.started",
		"canary",
		"anything",
		"_INBOX_b.x",
		"_INBOX_a.x",
		"$JS.API.INFO",
		"$JS.API.STREAM.NAMES",
		"$JS.API.STREAM.INFO.EVENTS",
		"$JS.API.STREAM.CREATE.MINE",
		"$JS.API.STREAM.UPDATE.EVENTS",
		"$JS.API.STREAM.DELETE.EVENTS",
		"$JS.API.STREAM.PURGE.EVENTS",
		"$JS.API.STREAM.MSG.DELETE.EVENTS",
		"$JS.API.STREAM.MSG.GET.EVENTS",
		"$JS.API.STREAM.SNAPSHOT.EVENTS",
		"$JS.API.DIRECT.GET.EVENTS",
		"$JS.API.DIRECT.GET.EVENTS.domainflow.persona.1.created",
		"$JS.API.CONSUMER.NAMES.EVENTS",
		"$JS.API.CONSUMER.LIST.EVENTS",
		"$JS.API.CONSUMER.CREATE.EVENTS",
		"$JS.API.CONSUMER.CREATE.EVENTS.mine.domainflow.>",
		"$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.out-a",
		"$JS.API.CONSUMER.DELETE.EVENTS.out-a",
		"$JS.API.CONSUMER.PAUSE.EVENTS.out-a",
		"$JS.API.CONSUMER.UNPIN.EVENTS.out-a",
		"$JS.FC.EVENTS.out-a.x",
		"$SYS.REQ.SERVER.PING",
		"$SYS.REQ.USER.INFO",
	} {
		require.NoError(t, g.PublishRequest(subject, "_INBOX_a.answer", nil))
		g.requireDenied(t, subject)
	}
	for _, subject := range []string{
		">", "*.>", "*.*.*.*", "_INBOX.>", "_INBOX_b.>", "_INBOX_b.x", "_INBOX_a", "append.>", "append.domainflow.>", "canary",
		"domainflow.>", "domainflow.*.1.created", "domainflow.persona.1.created", "$JS.>", "$JS.API.>", "$JS.ACK.>", "$JS.EVENT.>",
		"$SYS.>", "_R_.>", "_GR_.>",
	} {
		_, err := g.SubscribeSync(subject)
		require.NoError(t, err)
		g.requireDenied(t, subject)
	}
	require.EqualValues(t, 1, o.lastSeq(t))
	names := []string{}
	for name := range o.stream.ConsumerNames(t.Context()).Name() {
		names = append(names, name)
	}
	require.ElementsMatch(t, []string{"out-a", "out-b"}, names)
}

// TestAnswersReachTheirUserOnly has the server answer requests that are allowed on subjects that are not: an answer is sent by the server
// itself, and nobody asks whether its user might have published there.
func TestAnswersReachTheirUserOnly(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	u, other := o.newSubscriber(t, "a", "domainflow.>"), o.newSubscriber(t, "b", "domainflow.>")
	require.NoError(t, o.SetUsers([]User{u.User, other.User}))
	g, err := o.dial(t, u)
	require.NoError(t, err)
	victim, err := o.dial(t, other)
	require.NoError(t, err)
	const stored = 8
	for i := range stored {
		require.NoError(t, o.append(t, "domainflow.a."+string(rune('a'+i))))
	}
	consumer, err := g.js.Consumer(t.Context(), eventsStream, u.Consumer)
	require.NoError(t, err)
	batch, err := consumer.Fetch(1)
	require.NoError(t, err)
	message := <-batch.Messages()
	require.NoError(t, batch.Error())

	ours, err := o.nc.SubscribeSync(">")
	require.NoError(t, err)
	require.NoError(t, o.nc.Flush())
	theirs, err := victim.SubscribeSync("_INBOX_b.>")
	require.NoError(t, err)
	plain, err := victim.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	require.NoError(t, victim.Flush())
	goals := []string{"append.domainflow.a.forged", "domainflow.a.forged", "_INBOX_b.x", "$JS.API.STREAM.DELETE.EVENTS", "$JS.API.STREAM.PURGE.EVENTS"}
	for _, goal := range goals {
		require.NoError(t, g.PublishRequest("$JS.API.CONSUMER.INFO.EVENTS.out-a", goal, nil))
		require.NoError(t, g.PublishRequest("$JS.API.CONSUMER.MSG.NEXT.EVENTS.out-a", goal, []byte("1")))
		require.NoError(t, g.PublishRequest(message.Reply(), goal, []byte("+WPI")))
		require.NoError(t, g.PublishRequest("$JS.API.CONSUMER.RESET.EVENTS.out-a", goal, []byte("not JSON")))
	}
	require.NoError(t, g.PublishRequest(message.Reply(), goals[0], nil))
	require.Eventually(t, func() bool {
		info, err := consumer.Info(t.Context())
		return err == nil && info.AckFloor.Stream == 1
	}, patience, time.Millisecond, "requests for information and acknowledgements have been answered, this one last")
	last, err := consumer.Fetch(1)
	require.NoError(t, err)
	require.NotNil(t, <-last.Messages(), "and those for messages")

	require.NoError(t, o.append(t, "domainflow.a.last"))
	m, err := plain.NextMsg(patience)
	require.NoError(t, err)
	require.Equal(t, "domainflow.a.last", m.Subject, "nothing else came before it")
	pending, _, err := theirs.Pending()
	require.NoError(t, err)
	require.Zero(t, pending)
	for {
		m, err := ours.NextMsg(patience)
		require.NoError(t, err)
		require.NotContains(t, m.Subject, "forged")
		require.NotContains(t, m.Subject, "$JS.API.STREAM")
		if m.Subject == "domainflow.a.last" {
			break
		}
	}
	require.EqualValues(t, stored+1, o.lastSeq(t))
}
