package main

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"

	"domainflow/domain"
	"domainflow/eventstore"
)

const (
	schemaDir    = "docs/schemas"
	asyncapiFile = "docs/asyncapi.yaml"
)

// eventType is one type of event with all that is said about it.
type eventType struct {
	category, word string
	// part says that it is a result of a run and has a place in it.
	part   bool
	schema *schema
}

func (e eventType) name() string { return e.category + "." + e.word }

// generate makes the files of the documents, by their path below root, where
// the sources of the events are.
func generate(root string, events map[string][]domain.Event) (map[string][]byte, error) {
	types, err := describe(&sources{root: root, packages: map[string]*source{}}, events)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, t := range types {
		file := path.Join(schemaDir, t.name()+".json")
		if files[file], err = encode(t.schema); err != nil {
			return nil, err
		}
	}
	files[asyncapiFile], err = asyncapi(types)
	return files, err
}

// describe lists the types by category, each as its aggregate lists them.
func describe(from *sources, events map[string][]domain.Event) ([]eventType, error) {
	var types []eventType
	for _, category := range slices.Sorted(maps.Keys(events)) {
		for _, event := range events[category] {
			t := eventType{category: category, word: event.EventType()}
			// Results count what they hold; nothing else does.
			_, t.part = event.(interface{ Counts() domain.Counts })
			s, err := describeEvent(from, t, reflect.TypeOf(event))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", t.name(), err)
			}
			t.schema = s
			types = append(types, t)
		}
	}
	return types, nil
}

// additive is true of every event, and readers have to know it.
const additive = "Events only ever gain members: readers ignore those they do not know."

func describeEvent(from *sources, e eventType, t reflect.Type) (*schema, error) {
	d := &describer{sources: from, defs: map[string]*schema{}, named: map[string]reflect.Type{}}
	if _, err := d.of(t); err != nil {
		return nil, err
	}
	s := d.defs[definition(t)]
	delete(d.defs, definition(t))
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.ID = eventstore.DataSchema(e.category, e.word)
	s.Title = e.name()
	s.Description += "\n\n" + additive
	s.Defs = d.defs
	return s, nil
}
