package main

import (
	"math/big"
	"net/url"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/pipeline"
)

type (
	nameless struct{ Text string }
	ignored  struct {
		Text string `json:"-"`
	}
	nullable struct {
		Text *string `json:"text"`
	}
	foreign struct {
		URL url.URL `json:"url"`
	}
	itsOwn struct {
		Number big.Int `json:"number"`
	}
	open struct {
		Word word `json:"word"`
	}
	word   string
	binary struct {
		Bytes []byte `json:"bytes"`
	}
	quoted struct {
		Number int `json:"number,string"`
	}
	unwritable struct {
		Next chan int `json:"next"`
	}
	twice struct {
		A boxed[pipeline.Status] `json:"a"`
		B boxed[Status]          `json:"b"`
	}
	boxed[T any] struct{}
	Status       struct{}
)

func TestWhatCannotBeDescribedExactlyIsRefused(t *testing.T) {
	t.Parallel()
	for says, event := range map[string]any{
		"Text has no name in JSON": nameless{}, "main.ignored: Text": ignored{}, "Text may be null": nullable{},
		"nothing is known of url.URL": foreign{}, "big.Int has a JSON of its own": itsOwn{}, "main.column has a JSON of its own": column{}, "main.word has no constants": open{},
		"chan int cannot be described": unwritable{}, "have one name": twice{},
		"[]uint8 cannot be described": binary{}, "Number is written as no schema says": quoted{},
	} {
		d := &describer{sources: &sources{root: root, packages: map[string]*source{}}, defs: map[string]*schema{}, named: map[string]reflect.Type{}}
		_, err := d.of(reflect.TypeOf(event))
		require.ErrorContains(t, err, says)
	}
}

type column struct{}

func (column) MarshalJSON() ([]byte, error) { return nil, nil }

type unknown struct{ nullable }

func (unknown) EventType() string { return "unknown" }

func TestErrorsNameTheEvent(t *testing.T) {
	t.Parallel()
	_, err := generate(root, map[string][]domain.Event{"some": {unknown{}}})
	require.ErrorContains(t, err, "some.unknown: main.unknown: Text may be null")
	require.Error(t, run(t.TempDir()), "without sources")
}

func TestProseIsForThoseWhoDoNotReadGo(t *testing.T) {
	t.Parallel()
	members := map[string]string{"FirstOffset": "firstOffset", "Truncated": "recordsTruncated", "Count": "count", "TLDs": "tlds"}
	for doc, want := range map[string]string{
		"FirstOffset plus\nlen(TLDs).":          "firstOffset plus len(tlds).",
		"Count stops at 1,000: see [Truncated]": "Count stops at 1,000: see recordsTruncated",
		"At most 64, else Truncated.":           "At most 64, else recordsTruncated.",
		"One.\n\nTwo:\n\n\t{\"a\": 1}\n":        "One.\n\nTwo:\n\n\t{\"a\": 1}",
		"Truncated. NotOurs":                    "Truncated. NotOurs",
	} {
		require.Equal(t, want, prose(doc, members))
	}
}
