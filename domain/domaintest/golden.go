package domaintest

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

var update = flag.Bool("update", false, "write the golden files that are missing")

// Goldens holds the JSON of events to testdata/events/<name>.json. A name is
// the event type, or the type, a dot and a variant: "created", "created.http".
//
// The log is for ever, so a golden is, too: one that differs fails, and
// -update only adds those that are missing. What was written once must still
// be read: a golden nobody samples any more fails as well, as does a type of
// registry without a sample.
func Goldens(t *testing.T, registry []domain.Event, samples map[string]domain.Event) {
	t.Helper()
	const dir = "testdata/events"
	require.NoError(t, inspect(dir, registry, samples, *update))
}

// inspect reports everything that is wrong, not only the first.
func inspect(dir string, registry []domain.Event, samples map[string]domain.Event, write bool) error {
	var problems []error
	sampled := map[string]bool{}
	for name, event := range samples {
		kind, _, _ := strings.Cut(name, ".")
		sampled[kind] = true
		if kind != event.EventType() {
			problems = append(problems, errors.New(name+": is the name of another type than "+event.EventType()))
		}
		if err := hold(filepath.Join(dir, name+".json"), event, write); err != nil {
			problems = append(problems, err)
		}
	}
	for _, event := range registry {
		if !sampled[event.EventType()] {
			problems = append(problems, errors.New(event.EventType()+": no sample"))
		}
	}
	return errors.Join(append(problems, orphans(dir, samples)...)...)
}

func orphans(dir string, samples map[string]domain.Event) []error {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return []error{err}
	}
	var problems []error
	for _, file := range files {
		if _, ok := samples[strings.TrimSuffix(filepath.Base(file), ".json")]; !ok {
			problems = append(problems, errors.New(file+": no sample any more, though the log may hold such events"))
		}
	}
	return problems
}

func hold(file string, event domain.Event, write bool) error {
	encoded, err := encode(event)
	if err != nil {
		return err
	}
	golden, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && write:
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, encoded, 0o644)
	case errors.Is(err, fs.ErrNotExist):
		return errors.New(file + ": missing; go test -update writes it")
	case err != nil:
		return err
	case !bytes.Equal(golden, encoded):
		return errors.New(file + ": the JSON of a written event changed to\n" + string(encoded))
	}
	return readable(file, golden, event)
}

// readable requires that the golden decodes to the very event it was made of.
func readable(file string, golden []byte, event domain.Event) error {
	decoded := reflect.New(reflect.TypeOf(event))
	decoder := json.NewDecoder(bytes.NewReader(golden))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(decoded.Interface()); err != nil {
		return errors.New(file + ": " + err.Error())
	}
	if !reflect.DeepEqual(decoded.Elem().Interface(), event) {
		return errors.New(file + ": something is lost on the way through JSON")
	}
	return nil
}

func encode(event domain.Event) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(event)
	return b.Bytes(), err
}
