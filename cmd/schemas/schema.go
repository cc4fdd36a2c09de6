package main

import (
	"bytes"
	"encoding/json"
)

// schema is what events need of JSON Schema 2020-12, in the order in which
// people read it.
type schema struct {
	Schema      string   `json:"$schema,omitempty"`
	ID          string   `json:"$id,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Type        string   `json:"type,omitempty"`
	Format      string   `json:"format,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Enum        []string `json:"enum,omitempty"`
	Minimum     *int     `json:"minimum,omitempty"`
	Items       *schema  `json:"items,omitempty"`
	Required    []string `json:"required,omitempty"`
	Properties  members  `json:"properties,omitempty"`
	// Values are those of a map.
	Values *schema            `json:"additionalProperties,omitempty"`
	AnyOf  []*schema          `json:"anyOf,omitempty"`
	Defs   map[string]*schema `json:"$defs,omitempty"`
}

// members keep the order of the fields, which is that of the JSON.
type members []member

type member struct {
	name   string
	schema *schema
}

func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, member := range m {
		name, err := encode(member.name)
		if err != nil {
			return nil, err
		}
		value, err := encode(member.schema)
		if err != nil {
			return nil, err
		}
		b.WriteByte("{,"[min(i, 1)])
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode writes < and > as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
