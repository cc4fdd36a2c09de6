package eventstore

import (
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

func status(code string, headers ...string) *nats.Msg {
	h := nats.Header{hdrStatus: {code}}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &nats.Msg{Header: h}
}

// What a heartbeat counts and we do not was lost at the end, where no later message shows a gap.
func TestHeartbeatShowsWhatWasLost(t *testing.T) {
	t.Parallel()
	se := &session{delivered: 5}
	_, err := se.take(status("100", hdrLastConsumer, "5"))
	require.NoError(t, err)
	for _, sent := range []string{"6", "4", ""} {
		_, err = se.take(status("100", hdrLastConsumer, sent))
		require.ErrorIs(t, err, errInterrupted, "%s sent", sent)
	}
}

func TestEndedRequestGivesItsRestBack(t *testing.T) {
	t.Parallel()
	se := &session{promised: 500}
	for _, code := range []string{"408", "409"} {
		_, err := se.take(status(code, hdrLeftover, "100"))
		require.NoError(t, err)
	}
	require.Equal(t, 300, se.promised)
	for _, gone := range []*nats.Msg{status("409"), status("503"), status("400")} {
		_, err := se.take(gone)
		require.ErrorIs(t, err, errInterrupted)
	}
}
