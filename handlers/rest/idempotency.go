package rest

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"domainflow/eventstore"
)

// Commanding is what every command may be sent with. It is exported as Reading
// is.
type Commanding struct {
	IdempotencyKey string `header:"Idempotency-Key" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" doc:"The same key again, for ever and on every instance: what was done then is answered, and nothing is done twice"`
}

// command is one request that changes something. With a key, the same request
// is the same command wherever and whenever it comes in: its id, and the ids of
// all it makes, are a function of who asks, for what, and the key. So the log
// itself knows whether it was carried out, and no table of keys is needed.
type command struct {
	meta  eventstore.Meta
	keyed bool
}

// keySpace is the name space of command ids that derive from a key. It is
// frozen: the log holds ids made in it.
var keySpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:domainflow:idempotency-key"))

// command is made once per request, and nowhere else. hash is that of the body.
func (s *server) command(ctx context.Context, c Commanding, hash string) command {
	about := requestOf(ctx)
	cmd := command{keyed: c.IdempotencyKey != "", meta: eventstore.Meta{
		CommandID: uuid.Must(uuid.NewV7()), Actor: caller(ctx).Actor(), Time: s.Clock().UTC(),
		BodyHash: hash, CorrelationID: about.id, TraceParent: about.traceParent,
	}}
	if cmd.keyed {
		// None of the parts but the last can hold a line break.
		words := strings.Join([]string{cmd.meta.Actor.ID, about.method, about.path, c.IdempotencyKey}, "\n")
		cmd.meta.CommandID = uuid.NewSHA1(keySpace, []byte(words))
	}
	return cmd
}

// newID is the id of something that the command makes; name tells it from what
// else it makes.
func (c command) newID(name string) string {
	if c.keyed {
		return uuid.NewSHA1(c.meta.CommandID, []byte(name)).String()
	}
	return newID()
}

// outcome is what became of a command.
type outcome struct {
	eventstore.Outcome
	// replayed: it was carried out by an earlier request.
	replayed bool
}

func (c command) outcome(out eventstore.Outcome) outcome {
	return outcome{out, out.Repeated && !out.Time.Equal(c.meta.Time)}
}

// header tells the answer of an earlier request from that of this one.
func (o outcome) header() string {
	if o.replayed {
		return "true"
	}
	return ""
}
