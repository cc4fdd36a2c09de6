package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"domainflow/domain"
)

// known are types whose JSON is not that of their fields.
var known = map[reflect.Type]schema{
	reflect.TypeFor[domain.Big](): {Type: "string", Pattern: "^[0-9]+$", Description: "A decimal number that may exceed 2^53."},
	reflect.TypeFor[time.Time]():  {Type: "string", Format: "date-time", Description: "RFC 3339, UTC."},
	reflect.TypeFor[netip.Addr](): {Type: "string", AnyOf: []*schema{{Format: "ipv4"}, {Format: "ipv6"}}},
}

// describer makes the schema of one event type. Structs other than the event
// itself become definitions.
type describer struct {
	sources *sources
	defs    map[string]*schema
	named   map[string]reflect.Type
}

// of is the schema of what encoding/json writes for a value of the type. It
// refuses what it does not know to describe exactly.
func (d *describer) of(t reflect.Type) (*schema, error) {
	if s, ok := known[t]; ok {
		return &s, nil
	}
	pointer := reflect.PointerTo(t) // has the methods of t as well
	if pointer.Implements(reflect.TypeFor[json.Marshaler]()) || pointer.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return nil, fmt.Errorf("%s has a JSON of its own", t)
	}
	switch t.Kind() {
	case reflect.Bool:
		return &schema{Type: "boolean"}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &schema{Type: "integer"}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &schema{Type: "integer", Minimum: new(int)}, nil
	case reflect.Float32, reflect.Float64:
		return &schema{Type: "number"}, nil
	case reflect.String:
		return d.text(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			break // Base64
		}
		items, err := d.of(t.Elem())
		return &schema{Type: "array", Items: items}, err
	case reflect.Map:
		values, err := d.of(t.Elem())
		return &schema{Type: "object", Values: values}, err
	case reflect.Struct:
		return d.reference(t)
	}
	return nil, fmt.Errorf("%s cannot be described", t)
}

// text is a string, and one of a closed set when its type has constants.
func (d *describer) text(t reflect.Type) (*schema, error) {
	if t.PkgPath() == "" {
		return &schema{Type: "string"}, nil
	}
	from, err := d.sources.of(t)
	if err != nil {
		return nil, err
	}
	if len(from.values[t.Name()]) == 0 {
		return nil, fmt.Errorf("%s has no constants", t)
	}
	return &schema{Type: "string", Enum: from.values[t.Name()], Description: prose(from.docs[t.Name()], nil)}, nil
}

func (d *describer) reference(t reflect.Type) (*schema, error) {
	name := definition(t)
	if other, taken := d.named[name]; taken && other != t {
		return nil, fmt.Errorf("%s and %s have one name", other, t)
	} else if !taken {
		d.named[name] = t // first, so that recursion ends
		object, err := d.object(t)
		if err != nil {
			return nil, err
		}
		d.defs[name] = object
	}
	return &schema{Ref: "#/$defs/" + name}, nil
}

// definition names a type: Column[a/b.Status] becomes ColumnStatus.
func definition(t reflect.Type) string {
	name, argument, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !generic {
		return name
	}
	argument = argument[strings.LastIndexByte(argument, '.')+1:]
	return name + strings.ToUpper(argument[:1]) + argument[1:]
}
