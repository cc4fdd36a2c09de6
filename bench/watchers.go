package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/user"
	"domainflow/handlers/live"
	"domainflow/handlers/people"
	"domainflow/handlers/processors"
)

// watchers are clients of one feed.
type watchers []*websocket.Conn

// watch connects n clients, and lets each say something.
func watch(n int, address string, greet func(*websocket.Conn) error) (watchers, error) {
	all := make(watchers, n)
	var g errgroup.Group
	g.SetLimit(50)
	for i := range all {
		g.Go(func() error {
			conn, response, err := websocket.DefaultDialer.Dial("ws://"+address+"/ws", nil)
			if err != nil {
				return err
			}
			all[i] = conn
			if err := response.Body.Close(); err != nil {
				return err
			}
			return greet(conn)
		})
	}
	return all, g.Wait()
}

// receive waits until each client has n messages, which send lets come.
func (all watchers) receive(n int, send func() error) error {
	var g errgroup.Group
	for _, conn := range all {
		g.Go(func() error {
			for range n {
				if _, _, err := conn.ReadMessage(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := send(); err != nil {
		return err
	}
	return g.Wait()
}

func (all watchers) close() {
	for _, conn := range all {
		if conn != nil {
			_ = conn.Close()
		}
	}
}

// subscribe asks for all events of campaigns after a sequence, or from now on
// with a negative one, and reads on to the message that says so.
func subscribe(since int64, until string) func(*websocket.Conn) error {
	return func(conn *websocket.Conn) error {
		request := map[string]any{"type": "subscribe", "id": "all", "all": true, "types": []string{"campaign.names_generated"}}
		if since >= 0 {
			request["since"] = since
		}
		if err := conn.WriteJSON(request); err != nil {
			return err
		}
		// Decoding every frame would be measured as well.
		word := []byte(`"type":"` + until + `"`)
		for {
			_, frame, err := conn.ReadMessage()
			if err != nil || bytes.Contains(frame[:min(len(frame), 200)], word) {
				return err
			}
		}
	}
}

// feed runs the live feed behind a web server until the rig is closed.
func (r *rig) feed(ctx context.Context, a processors.Aggregates, progress live.ProgressSource) (address string, err error) {
	gate, asNext := audience()
	f := live.New(live.Config{Store: a.Store, Progress: progress, Gate: gate, Log: r.log})
	r.background(ctx, f.Run)
	e := echo.New()
	e.GET("/ws", f.Handle, asNext)
	if address, err = r.serve(ctx, e); err != nil {
		return "", err
	}
	return address, ready(ctx, address)
}

// audience are the users that clients come as in turn, since each may have so
// many connections only. They read campaigns that are not theirs.
func audience() (people.Gate, echo.MiddlewareFunc) {
	const users = 100
	gate := people.Gate{Directory: user.NewDirectory(), Now: time.Now}
	name := func(n uint64) string { return fmt.Sprint("user-", n%users) }
	for n := range uint64(users) {
		gate.Directory.Apply(n+1, name(n), user.Created{Roles: []user.Role{user.Viewer}})
	}
	var came atomic.Uint64
	return gate, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			caller, err := gate.Again(people.Caller{UserID: name(came.Add(1))})
			if err != nil {
				return err
			}
			c.SetRequest(c.Request().WithContext(people.WithCaller(c.Request().Context(), caller)))
			return next(c)
		}
	}
}

// ready waits until the feed takes clients.
func ready(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		all, err := watch(1, address, func(*websocket.Conn) error { return nil })
		all.close()
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}

// serve answers on loopback until the rig is closed.
func (r *rig) serve(ctx context.Context, h http.Handler) (address string, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	r.background(ctx, func(ctx context.Context) error {
		defer context.AfterFunc(ctx, func() { _ = web.Close() })()
		return web.Serve(listener)
	})
	return listener.Addr().String(), nil
}

// plainFeed writes prepared messages with gorilla alone: a goroutine and a
// queue for each client.
type plainFeed struct {
	mu     sync.Mutex
	queues []chan *websocket.PreparedMessage
}

func (p *plainFeed) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, q, nil)
	if err != nil {
		return
	}
	queue := make(chan *websocket.PreparedMessage, 256)
	p.mu.Lock()
	p.queues = append(p.queues, queue)
	p.mu.Unlock()
	go func() {
		defer func() { _ = conn.Close() }()
		for m := range queue {
			if conn.WritePreparedMessage(m) != nil {
				return
			}
		}
	}()
}

func (p *plainFeed) send(frame []byte, times int) error {
	for range times {
		m, err := websocket.NewPreparedMessage(websocket.TextMessage, frame)
		if err != nil {
			return err
		}
		for _, queue := range p.queues {
			queue <- m
		}
	}
	return nil
}

func (p *plainFeed) close() {
	for _, queue := range p.queues {
		close(queue)
	}
}
