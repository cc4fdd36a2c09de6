package rest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const (
	// maxBody is what a body may have. huma refuses one that reaches its limit.
	maxBody = 10 << 20
	// bodyTimeout lets a slow line bring that much.
	bodyTimeout = time.Minute
)

// body is a request body that was read strictly.
type body[T any] struct {
	Value T
	// hash tells this body from others, byte for byte.
	hash string
	// unreadable says that Value has no meaning.
	unreadable *badRequest
	// refused are fields that are wrong by themselves. Decisions add theirs.
	refused error
}

// readable is a body for the reader of huma.
type readable interface{ read(data []byte) }

// readInto is the JSON reader of the API. It never fails: what is wrong stays
// with the body, where it keeps its path.
func readInto(data []byte, target any) error {
	if optional := reflect.ValueOf(target).Elem(); optional.Kind() == reflect.Pointer {
		optional.Set(reflect.New(optional.Type().Elem()))
		target = optional.Interface()
	}
	target.(readable).read(data)
	return nil
}

func (b *body[T]) read(data []byte) {
	b.hash = hashOf(data)
	if isDeep(data) {
		b.unreadable = &badRequest{detail: fmt.Sprintf("the body is nested deeper than %d levels", maxDepth)}
		return
	}
	if !json.Valid(data) {
		b.unreadable = &badRequest{detail: "the body is not JSON"}
		return
	}
	var found faults
	found.inspect(reflect.TypeFor[T](), data, "")
	b.refused = found.refused.Err()
	if len(found.wrongType) > 0 {
		b.unreadable = &badRequest{detail: "the body has members of another JSON type", fields: found.wrongType}
		return
	}
	if err := json.Unmarshal(data, &b.Value); err != nil {
		b.unreadable = &badRequest{detail: "the body cannot be read"}
	}
}

// Schema is that of what the body holds.
func (*body[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// creating is the input of a command that makes something.
type creating[T any] struct {
	Commanding
	Body body[T]
}

func (in *creating[T]) ready(context.Context, *server) error { return in.Body.fault() }

// updating is the input of a command that replaces something.
type updating[T any] struct {
	Commanding
	ID   string `path:"id"`
	Body body[T]
}

func (in *updating[T]) ready(context.Context, *server) error { return in.Body.fault() }

// acting is the input of a command that says no more than why.
type acting struct {
	Commanding
	ID   string `path:"id"`
	Body *body[reason]
}

// named is the input of a command on one thing that says nothing more.
type named struct {
	Commanding
	ID string `path:"id"`
}

// reason is why somebody does something; events keep it.
type reason struct {
	Reason string `json:"reason,omitempty" maxLength:"500" example:"resolver is overloaded"`
}

func (in *acting) ready(context.Context, *server) error {
	if in.Body == nil {
		in.Body = &body[reason]{hash: hashOf(nil)}
	}
	return in.Body.fault()
}

func (b *body[T]) fault() error {
	if b.unreadable != nil {
		return b.unreadable
	}
	return nil
}
