package embedded

import (
	"context"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// S22: what is stored cannot be taken out, not even by this process.
func TestOwnConnectionCannotTakeOutWhatIsStored(t *testing.T) {
	t.Parallel()
	o := startOutside(t)
	access, err := o.js.CreateStream(t.Context(), jetstream.StreamConfig{Name: accessStream, Subjects: []string{"append.access.>"}})
	require.NoError(t, err)
	require.NoError(t, o.append(t, "domainflow.a"))
	_, err = o.js.Publish(t.Context(), "append.access.refused", nil)
	require.NoError(t, err)
	denied := make(chan error, 100)
	nc, err := o.Connect(nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { denied <- err }))
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	for _, stream := range []string{eventsStream, accessStream} {
		for subject, body := range map[string]string{
			"DELETE." + stream: "", "PURGE." + stream: "", "MSG.DELETE." + stream: `{"seq":1}`, "RESTORE." + stream: "{}",
			"UPDATE." + stream: `{"name":"` + stream + `","max_msgs":1,"discard":"old"}`,
		} {
			subject = "$JS.API.STREAM." + subject
			require.NoError(t, nc.PublishRequest(subject, "_INBOX.answer", []byte(body)))
			require.NoError(t, nc.Flush())
			err := <-denied
			require.ErrorIs(t, err, nats.ErrPermissionViolation)
			require.ErrorContains(t, err, `"`+subject+`"`)
		}
	}
	require.EqualValues(t, 1, o.lastSeq(t))
	info, err := access.Info(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, info.State.Msgs)
	require.Empty(t, denied, "and all else is allowed: this test made streams, stored and read")

	keeper, err := o.ConnectKeeper()
	require.NoError(t, err)
	t.Cleanup(keeper.Close)
	js, err := jetstream.New(keeper)
	require.NoError(t, err)
	require.NoError(t, js.DeleteStream(context.Background(), accessStream))
}
