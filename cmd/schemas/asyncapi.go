package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"domainflow/eventstore"
)

// head is all of the document that no type says. What is generated follows it.
//
//go:embed asyncapi.head.yaml
var head []byte

type (
	object = map[string]any

	channel struct {
		Address    string
		Parameters map[string]reference
		Messages   map[string]message
	}
	message struct {
		Name    string
		Headers object
		Payload reference
	}
	operation struct {
		Action  string
		Channel reference
		Summary string
		Tags    []object
	}
	reference struct {
		To string `yaml:"$ref"`
	}
)

// asyncapi is the AsyncAPI 3.0 document: a channel, a message and an operation
// for each type of event.
func asyncapi(types []eventType) ([]byte, error) {
	var generated struct {
		Channels   map[string]channel
		Operations map[string]operation
	}
	generated.Channels, generated.Operations = map[string]channel{}, map[string]operation{}
	for _, e := range types {
		generated.Channels[e.name()] = e.channel()
		generated.Operations["send."+e.name()] = operation{
			Action: "send", Channel: reference{"#/channels/" + e.name()}, Summary: e.summary(), Tags: []object{{"name": e.category}},
		}
	}
	b := bytes.NewBuffer(bytes.Clone(head))
	encoder := yaml.NewEncoder(b)
	encoder.SetIndent(2)
	if err := encoder.Encode(generated); err != nil {
		return nil, fmt.Errorf("AsyncAPI document: %w", err)
	}
	return b.Bytes(), nil
}

func (e eventType) channel() channel {
	address, parameters := e.address()
	c := channel{Address: address, Parameters: map[string]reference{}, Messages: map[string]message{e.name(): e.message()}}
	for _, p := range parameters {
		c.Parameters[p] = reference{"#/components/parameters/" + p}
	}
	return c
}

// address is the subject with the names of its parameters.
func (e eventType) address() (address string, parameters []string) {
	pattern := eventstore.TypeFilter(e.category, e.word)
	parameters = []string{"id"}
	if e.part {
		pattern = eventstore.PartFilter(e.category, e.word)
		parameters = []string{"id", "unit", "part"}
	}
	address = string(pattern)
	for _, p := range parameters {
		address = strings.Replace(address, "*", "{"+p+"}", 1)
	}
	return address, parameters
}

func (e eventType) message() message {
	headers := "eventHeaders"
	if e.part {
		headers = "resultHeaders"
	}
	return message{
		Name: e.name(),
		Headers: object{
			"type": "object", "allOf": []reference{{"#/components/schemas/" + headers}},
			"properties": object{"ce-type": object{"const": e.name()}, "ce-dataschema": object{"const": e.schema.ID}},
		},
		Payload: reference{path.Join(path.Base(schemaDir), e.name()+".json")},
	}
}

// summary is the first sentence of the description.
func (e eventType) summary() string {
	sentence, _, _ := strings.Cut(e.schema.Description, ".")
	return sentence
}
