package live

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// client is one connection to a feed.
type client struct {
	t    testing.TB
	conn *websocket.Conn
}

type fields map[string]any

// connect waits for the acknowledgement.
func connect(t testing.TB, f *running) *client {
	t.Helper()
	return connectAs(t, f, "")
}

// connectAs connects with a token or a key; with none as one of the admins.
func connectAs(t testing.TB, f *running, credential string) *client {
	t.Helper()
	c := dialAs(t, f, 0, credential)
	require.Equal(t, "connection_ack", c.next().Type)
	return c
}

// dial connects; buffer is the size of the receive buffer of the socket, 0 for
// the system's.
func dial(t testing.TB, f *running, buffer int) *client {
	t.Helper()
	return dialAs(t, f, buffer, "")
}

func dialAs(t testing.TB, f *running, buffer int, credential string) *client {
	t.Helper()
	header := http.Header{}
	if credential != "" {
		header.Set("Authorization", "Bearer "+credential)
	}
	d := websocket.Dialer{ReadBufferSize: 512, NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil && buffer > 0 {
			err = conn.(*net.TCPConn).SetReadBuffer(buffer)
		}
		return conn, err
	}}
	conn, response, err := d.Dial("ws://"+f.address+"/ws", header)
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, response.StatusCode)
	require.NoError(t, response.Body.Close())
	c := &client{t: t, conn: conn}
	t.Cleanup(c.cut)
	return c
}

// cut ends the connection without a farewell.
func (c *client) cut() { _ = c.conn.Close() }

func (c *client) send(f fields) {
	c.t.Helper()
	require.NoError(c.t, c.conn.WriteJSON(f))
}

func (c *client) subscribe(id string, f fields) {
	c.t.Helper()
	f["type"], f["id"] = "subscribe", id
	c.send(f)
}

// subscribed subscribes and waits for the answer.
func (c *client) subscribed(id string, f fields) subscribed {
	c.t.Helper()
	c.subscribe(id, f)
	m := c.next()
	for m.Type == "caught_up" || m.SubscriptionID != "" {
		m = c.next() // of another subscription
	}
	require.Equal(c.t, "subscribed", m.Type, "%s", m.Data)
	return decode[subscribed](c.t, m)
}

func decode[T any](t testing.TB, m message) T {
	t.Helper()
	var out T
	require.NoError(t, json.Unmarshal(m.Data, &out))
	return out
}

func (c *client) read() (message, error) {
	var m message
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return m, err
	}
	_, frame, err := c.conn.ReadMessage()
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(frame, &m)
}

func (c *client) next() message {
	c.t.Helper()
	m, err := c.read()
	require.NoError(c.t, err)
	return m
}

// await reads until a message of a type, and returns it.
func (c *client) await(kind string) message {
	c.t.Helper()
	for {
		if m := c.next(); m.Type == kind {
			return m
		}
	}
}

// upTo reads the events of a subscription up to a sequence, and holds that
// they grow.
func (c *client) upTo(subscription string, last uint64) []uint64 {
	c.t.Helper()
	var out []uint64
	for {
		m := c.next()
		if !m.is(subscription) {
			continue
		}
		if len(out) > 0 {
			require.Greater(c.t, m.Sequence, out[len(out)-1])
		}
		require.LessOrEqual(c.t, m.Sequence, last, "%s passed the event that was waited for", m.Type)
		if out = append(out, m.Sequence); m.Sequence == last {
			return out
		}
	}
}

// events reads n events of a subscription. Unlike upTo it may be called by any
// goroutine.
func (c *client) events(subscription string, n int) (sequences []uint64, err error) {
	for len(sequences) < n {
		m, err := c.read()
		if err != nil {
			return sequences, err
		}
		if m.is(subscription) {
			sequences = append(sequences, m.Sequence)
		}
	}
	return sequences, nil
}

// closed reads until the connection ends, and returns how.
func (c *client) closed() *websocket.CloseError {
	c.t.Helper()
	for {
		_, err := c.read()
		var end *websocket.CloseError
		if errors.As(err, &end) {
			return end
		}
		require.NoError(c.t, err)
	}
}
