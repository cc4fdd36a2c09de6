package main

import (
	"fmt"
	"reflect"
	"strings"
)

// field is one that encoding/json writes.
type field struct {
	name     string // in JSON
	optional bool
	goName   string
	doc      string
	typ      reflect.Type
}

// object describes a struct, members in the order in which they are written.
func (d *describer) object(t reflect.Type) (*schema, error) {
	doc, fields, err := d.fields(t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t, err)
	}
	names := map[string]string{}
	for _, f := range fields {
		names[f.goName] = f.name
	}
	o := &schema{Type: "object", Description: prose(doc, names)}
	for _, f := range fields {
		s, err := d.of(f.typ)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, f.goName, err)
		}
		s.Description = strings.TrimSpace(prose(f.doc, names) + "\n" + s.Description)
		o.Properties = append(o.Properties, member{f.name, s})
		if !f.optional {
			o.Required = append(o.Required, f.name)
		}
	}
	return o, nil
}

// fields are those of a struct and of what it embeds, and doc is what is said
// of all these types.
func (d *describer) fields(t reflect.Type) (doc string, fields []field, err error) {
	from, err := d.sources.of(t)
	if err != nil {
		return "", nil, err
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	doc = from.docs[name]
	for f := range t.Fields() {
		switch {
		case f.Anonymous && f.Tag == "":
			more, promoted, err := d.fields(f.Type)
			if err != nil {
				return "", nil, err
			}
			doc, fields = doc+"\n"+more, append(fields, promoted...)
		case f.IsExported():
			read, err := readField(f)
			if err != nil {
				return "", nil, err
			}
			read.doc = from.fields[name][f.Name]
			fields = append(fields, read)
		}
	}
	return doc, fields, nil
}

// readField refuses what would be null: readers need not know it. Whoever
// writes an event sees to it that lists and maps are not, either.
func readField(f reflect.StructField) (field, error) {
	name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
	read := field{name: name, goName: f.Name, typ: f.Type, optional: option != ""}
	switch {
	case name == "" || name == "-":
		return field{}, fmt.Errorf("%s has no name in JSON", f.Name)
	case option != "" && option != "omitempty" && option != "omitzero":
		return field{}, fmt.Errorf("%s is written as no schema says: %s", f.Name, option)
	case f.Type.Kind() == reflect.Pointer && !read.optional:
		return field{}, fmt.Errorf("%s may be null", f.Name)
	case f.Type.Kind() == reflect.Pointer:
		read.typ = f.Type.Elem()
	}
	return read, nil
}
