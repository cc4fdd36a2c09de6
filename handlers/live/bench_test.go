package live

import (
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// BenchmarkFanOut delivers bursts of events to 1,000 clients over loopback,
// and the same frames by plain gorilla with prepared messages, a goroutine a
// client. The ratio of messages per second is what counts. The events of a
// burst are put into the ring by hand: what storing costs is measured elsewhere.
func BenchmarkFanOut(b *testing.B) {
	const clients, burst = 1000, 200
	r := newRig(b, 1)
	feed := r.start()
	id := r.campaign()
	ours, plain := 0.0, 0.0
	readers := func(address string, greet func(*websocket.Conn)) (conns []*websocket.Conn) {
		for range clients {
			conn, response, err := websocket.DefaultDialer.Dial("ws://"+address+"/ws", nil)
			require.NoError(b, err)
			require.NoError(b, response.Body.Close())
			greet(conn)
			conns = append(conns, conn)
		}
		return conns
	}
	subscribers := readers(feed.address, func(conn *websocket.Conn) {
		request, err := json.Marshal(fields{"type": "subscribe", "id": "all", "all": true, "types": []string{"campaign.*"}})
		require.NoError(b, err)
		require.NoError(b, conn.WriteMessage(websocket.TextMessage, request))
		for range 3 { // connection_ack, subscribed, caught_up
			_, _, err := conn.ReadMessage()
			require.NoError(b, err)
		}
	})
	sequence := r.names(id, 1)[0]
	event, err := r.store.AtSequence(b.Context(), sequence)
	require.NoError(b, err)
	_, frame, err := subscribers[0].ReadMessage()
	require.NoError(b, err)
	for _, conn := range subscribers[1:] {
		_, _, err := conn.ReadMessage()
		require.NoError(b, err)
	}
	var queues []chan *websocket.PreparedMessage
	listeners := readers(servePlain(b, func(queue chan *websocket.PreparedMessage) { queues = append(queues, queue) }), func(*websocket.Conn) {})
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, frame)
	require.NoError(b, err)
	for b.Loop() {
		ours += receive(b, subscribers, burst, func() {
			for range burst {
				event.Sequence++
				feed.ring.push(&entry{event: event})
			}
		}).Seconds()
		plain += receive(b, listeners, burst, func() {
			for range burst {
				for _, queue := range queues {
					queue <- prepared
				}
			}
		}).Seconds()
	}
	messages := float64(clients * burst * b.N)
	b.ReportMetric(messages/ours, "msg/s")
	b.ReportMetric(messages/plain, "plain-msg/s")
	b.ReportMetric(plain/ours, "ratio")
	b.ReportMetric(float64(len(frame)), "B/msg")
	for _, conn := range append(subscribers, listeners...) {
		require.NoError(b, conn.Close())
	}
	for _, queue := range queues {
		close(queue)
	}
}

// receive is how long n messages take to all clients.
func receive(b *testing.B, conns []*websocket.Conn, n int, send func()) time.Duration {
	begin := time.Now()
	var all sync.WaitGroup
	for _, conn := range conns {
		all.Go(func() {
			for range n {
				if _, _, err := conn.ReadMessage(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	send()
	all.Wait()
	return time.Since(begin)
}

// servePlain writes prepared messages, a goroutine and a queue a client.
func servePlain(b *testing.B, connected func(chan *websocket.PreparedMessage)) (address string) {
	var mu sync.Mutex
	upgrader := websocket.Upgrader{}
	handler := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		conn, err := upgrader.Upgrade(w, q, nil)
		if err != nil {
			b.Error(err)
			return
		}
		queue := make(chan *websocket.PreparedMessage, 256)
		mu.Lock()
		connected(queue)
		mu.Unlock()
		go func() {
			defer func() { _ = conn.Close() }()
			for m := range queue {
				if conn.WritePreparedMessage(m) != nil {
					return
				}
			}
		}()
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	web := &http.Server{Handler: handler, ReadHeaderTimeout: patience}
	go func() { _ = web.Serve(listener) }()
	b.Cleanup(func() { require.NoError(b, web.Close()) })
	return listener.Addr().String()
}
