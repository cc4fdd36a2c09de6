package natsusers_test

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/handlers/natsusers"
)

func TestUserReadsTheLogFromItsFirstEvent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.append(pattern.Category, "a", pattern.RangeReserved{}, pattern.RangeReserved{})
	r.start()
	patterns, all := r.create("domainflow.pattern.>"), r.create(natsuser.All)
	r.append(pattern.Category, "b", pattern.RangeReserved{})
	require.Equal(t, []uint64{1, 2, 5}, r.read(r.enter(patterns), patterns, 3))
	require.Equal(t, []uint64{1, 2, 3, 4, 5}, r.read(r.enter(all), all, 5))
}

func TestRevokedUserIsCutOffAndNobodyElse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.start()
	stays, goes := r.create(natsuser.All), r.create(natsuser.All)
	first, second := r.enter(stays), r.enter(goes)
	closed := second.StatusChanged(nats.CLOSED)
	r.append(natsuser.Category, goes.id, natsuser.Revoked{})
	<-closed
	_, err := r.dial(goes)
	require.ErrorIs(t, err, nats.ErrAuthorization)
	require.Eventually(t, func() bool { return len(r.consumers()) == 1 }, patience, time.Millisecond)
	require.Equal(t, []uint64{1, 2, 3}, r.read(first, stays, 3))
}

// TestWhatHappenedMeanwhileIsPutRight: positions are kept, and consumers of
// others are left alone.
func TestWhatHappenedMeanwhileIsPutRight(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stop := r.start()
	stays, goes := r.create(natsuser.All), r.create(natsuser.All)
	require.Equal(t, []uint64{1}, r.read(r.enter(stays), stays, 1))
	r.enter(goes)
	_, err := r.js.CreateConsumer(t.Context(), "EVENTS", jetstream.ConsumerConfig{Durable: "somebody-elses"})
	require.NoError(t, err)
	stop()
	r.append(natsuser.Category, goes.id, natsuser.Revoked{})
	comes := r.create(natsuser.All)

	r.start()
	r.enter(comes)
	require.Equal(t, []uint64{2, 3}, r.read(r.enter(stays), stays, 2))
	_, err = r.dial(goes)
	require.ErrorIs(t, err, nats.ErrAuthorization)
	require.Eventually(t, func() bool { return len(r.consumers()) == 3 }, patience, time.Millisecond)
	require.ElementsMatch(t, []string{"somebody-elses", natsuser.Consumer(stays.id), natsuser.Consumer(comes.id)}, r.consumers())
}

func TestUserWhoCannotBeKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	broken := natsuser.User{Name: "b", Subjects: []string{natsuser.All}, PublicKey: "U"}
	r.append(natsuser.Category, "broken", natsuser.Created{User: broken})
	r.start()
	u, goes := r.create(natsuser.All), r.create(natsuser.All)
	r.enter(u)
	r.enter(goes)
	r.append(natsuser.Category, goes.id, natsuser.Revoked{})
	require.Eventually(t, func() bool { _, err := r.dial(goes); return err != nil }, patience, time.Millisecond)
}

// TestGoesOnWhenJetStreamDoesAgain: a consumer that cannot be made keeps its
// user out, until it can.
func TestGoesOnWhenJetStreamDoesAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	u := r.create(natsuser.All)
	name := natsuser.Consumer(u.id)
	_, err := r.js.CreateConsumer(t.Context(), "EVENTS", jetstream.ConsumerConfig{Durable: name, DeliverPolicy: jetstream.DeliverNewPolicy})
	require.NoError(t, err)
	r.start()
	_, err = r.dial(u)
	require.Error(t, err)
	require.NotErrorIs(t, err, nats.ErrAuthorization, "which would be final")
	require.NoError(t, r.js.DeleteConsumer(t.Context(), "EVENTS", name))
	r.enter(u)
}

func TestAll(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	users, head, err := natsusers.All(t.Context(), r.log)
	require.NoError(t, err)
	require.Empty(t, users)
	require.Zero(t, head)
	a, b, c := r.create("domainflow.a.>"), r.create("domainflow.b.>"), r.create("domainflow.c.>")
	r.append(natsuser.Category, b.id, natsuser.Revoked{})
	r.append(pattern.Category, "a", pattern.RangeReserved{})
	users, head, err = natsusers.All(t.Context(), r.log)
	require.NoError(t, err)
	require.EqualValues(t, 5, head)
	require.Len(t, users, 2)
	require.Equal(t, []string{a.id, c.id}, []string{users[0].ID, users[1].ID})
	require.Equal(t, []string{"domainflow.c.>"}, users[1].Subjects)
	require.WithinDuration(t, time.Now(), users[0].CreatedAt, patience)
}

// TestUnreadEventsAreFew: however many a client asks for, no more are
// on the way than it may leave unread.
func TestUnreadEventsAreFew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.start()
	u := r.create(natsuser.All)
	for range 60 {
		r.append(pattern.Category, "a", pattern.RangeReserved{})
	}
	js, err := jetstream.New(r.enter(u))
	require.NoError(t, err)
	consumer, err := js.Consumer(t.Context(), "EVENTS", natsuser.Consumer(u.id))
	require.NoError(t, err)
	batch, err := consumer.FetchNoWait(100)
	require.NoError(t, err)
	unread := 0
	for range batch.Messages() {
		unread++
	}
	require.Equal(t, 50, unread)
}
