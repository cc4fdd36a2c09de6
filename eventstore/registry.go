package eventstore

import (
	"encoding/json"
	"fmt"
	"reflect"

	"domainflow/domain"
)

// Upcaster turns the body of an event of a type no longer written into the type that took its place. It is pure.
type Upcaster func(data []byte) (eventType string, upcast []byte, err error)

// Registry knows which Go type stands behind each word of the log. It is filled before the store opens and only read afterwards.
type Registry struct {
	types     map[kind]reflect.Type
	upcasters map[kind]Upcaster
}

// kind is an event type within its category.
type kind struct{ category, eventType string }

func (k kind) String() string { return k.category + "." + k.eventType }

// UnknownEventError says that an event is not in the registry: on reading, a log written by a newer program; on writing, an event
// missing in its package's list.
type UnknownEventError struct{ Name string }

func (e *UnknownEventError) Error() string { return "eventstore: unknown event " + e.Name }

// NewRegistry takes the zero value of every event of every category. Events are plain values, not pointers.
func NewRegistry(events map[string][]domain.Event) (*Registry, error) {
	r := &Registry{types: map[kind]reflect.Type{}, upcasters: map[kind]Upcaster{}}
	for category, list := range events {
		for _, event := range list {
			if err := r.add(kind{category, event.EventType()}, reflect.TypeOf(event)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (r *Registry) add(k kind, t reflect.Type) error {
	switch other, taken := r.types[k]; {
	case taken:
		return fmt.Errorf("%w: event %s is both %s and %s", ErrMalformed, k, other, t)
	case !isToken(k.category) || !isToken(k.eventType):
		return fmt.Errorf("%w: event name %q", ErrMalformed, k)
	case t.Kind() == reflect.Pointer:
		return fmt.Errorf("%w: event %s is a pointer", ErrMalformed, k)
	}
	r.types[k] = t
	return nil
}

// Upcast makes old events of a type readable. Upcasters chain: the type one leads to may have one of its own.
func (r *Registry) Upcast(category, oldType string, up Upcaster) {
	r.upcasters[kind{category, oldType}] = up
}

// encode refuses what could not be read back.
func (r *Registry) encode(category string, event domain.Event) ([]byte, error) {
	k := kind{category, event.EventType()}
	if t, ok := r.types[k]; !ok || t != reflect.TypeOf(event) {
		return nil, fmt.Errorf("%w: %w (%T)", ErrMalformed, &UnknownEventError{Name: k.String()}, event)
	}
	data, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("%w: encoding %s: %w", ErrMalformed, k, err)
	}
	return data, nil
}

// decode is the only way from stored bytes to an event, so no reader can forget an upcaster.
func (r *Registry) decode(category, eventType string, data []byte) (domain.Event, error) {
	k := kind{category, eventType}
	for up, ok := r.upcasters[k]; ok; up, ok = r.upcasters[k] {
		var err error
		if k.eventType, data, err = up(data); err != nil {
			return nil, fmt.Errorf("eventstore: upcasting %s.%s: %w", category, eventType, err)
		}
	}
	t, ok := r.types[k]
	if !ok {
		return nil, &UnknownEventError{Name: k.String()}
	}
	event := reflect.New(t)
	if err := json.Unmarshal(data, event.Interface()); err != nil {
		return nil, fmt.Errorf("eventstore: decoding %s: %w", k, err)
	}
	return event.Elem().Interface().(domain.Event), nil
}
