package natsusers_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/eventstore"
)

// Who came in from where is nothing for programs outside, whatever they read.
func TestUsersDoNotReadAccessRecords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	access, err := eventstore.OpenAccess(t.Context(), r.nc, eventstore.Config{})
	require.NoError(t, err)
	r.start()
	all := r.create(natsuser.All)
	nc := r.enter(all)
	heard, err := nc.SubscribeSync("domainflow.>")
	require.NoError(t, err)
	direct, err := nc.SubscribeSync("domainflow.access.>")
	require.NoError(t, err)
	require.NoError(t, nc.Flush())
	require.NoError(t, access.Append(t.Context(), eventstore.Access{
		Type: "refused", ID: uuid.NewString(), Time: time.Now(), Data: json.RawMessage(`{"clientIp":"192.0.2.0/24"}`),
	}))
	r.append(pattern.Category, "a", pattern.RangeReserved{})
	m, err := heard.NextMsg(patience)
	require.NoError(t, err)
	require.Contains(t, m.Subject, "domainflow.pattern.", "and nothing before it")
	waiting, _, err := direct.Pending()
	require.NoError(t, err)
	require.Zero(t, waiting)
	require.Equal(t, []uint64{1, 2}, r.read(nc, all, 2), "nor from the log")
}
