package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

const (
	// A password takes 64 MiB and some 100 ms of a core.
	passwordsAtOnce = 2
	passwordsWait   = 32
)

// directory is what a process knows of people: who they are, and what lets
// them in.
type directory struct {
	users    *people.Users
	gate     people.Gate
	follower people.Follower
	// setup lets the first user be made, as long as there is none: new at each
	// start, known to who reads what the program prints.
	setup secrets.Token
	// complete is closed when the gate knows everybody who was in the log.
	complete chan struct{}
}

func newDirectory(a aggregates, pool *pgxpool.Pool, settings func() setting.Settings, log *slog.Logger) *directory {
	d := &directory{users: people.New(a.Store), setup: secrets.NewToken(secrets.Setup), complete: make(chan struct{})}
	hasher := secrets.NewHasher(secrets.DefaultCost, passwordsAtOnce, passwordsWait)
	d.gate = people.Gate{
		Secrets: secrets.New(pool, hasher, time.Now, people.Settings(settings)), Directory: user.NewDirectory(), Now: time.Now,
	}
	d.follower = people.Follower{
		Log: a.Store, Directory: d.gate.Directory, Logger: log, Ready: func() { close(d.complete) },
		Applied: func(id string, e user.Event) { d.applied(id, e, log) },
	}
	return d
}

// eraseLimit bounds what the directory may be held up by one who is deleted.
const eraseLimit = 5 * time.Second

// applied makes true what an event says, also where the process that stored it
// ended before it could.
func (d *directory) applied(id string, e user.Event, log *slog.Logger) {
	d.gate.Secrets.Forget(id)
	if _, ok := e.(user.Deleted); !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), eraseLimit)
	defer cancel()
	if err := d.gate.Secrets.Erase(ctx, id); err != nil {
		log.Warn("what is known of a deleted user is not erased, tried again at the next start", "user", id, "error", err)
	}
}

// ready waits until nobody is turned away who should not be.
func (d *directory) ready(ctx context.Context) error {
	select {
	case <-d.complete:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// announceSetup tells people how to make the first user. With users there is
// nothing to tell.
func (d *directory) announceSetup(stdout io.Writer) {
	if d.gate.Directory.Empty() {
		fmt.Fprintf(stdout, "There is no user yet. This makes the first one, until the program ends: %s\n", d.setup.Reveal())
	}
}
