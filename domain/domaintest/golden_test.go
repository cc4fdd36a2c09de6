package domaintest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type opened struct {
	Text   string `json:"text"`
	hidden int
}

func (opened) EventType() string { return "opened" }

type shut struct{}

func (shut) EventType() string { return "shut" }

func TestGoldens(t *testing.T) {
	t.Parallel()
	registry := []domain.Event{opened{}, shut{}}
	samples := map[string]domain.Event{"opened": opened{Text: "<a>"}, "opened.empty": opened{}, "shut": shut{}}
	dir := filepath.Join(t.TempDir(), "events")
	require.ErrorContains(t, inspect(dir, registry, samples, false), "missing")
	require.NoError(t, inspect(dir, registry, samples, true))
	require.NoError(t, inspect(dir, registry, samples, false))

	for name, test := range map[string]struct {
		samples map[string]domain.Event
		says    string
	}{
		"changed, even when asked to update": {map[string]domain.Event{
			"opened": opened{Text: "b"}, "opened.empty": opened{}, "shut": shut{}}, "changed"},
		"a type without a sample":     {map[string]domain.Event{"opened": opened{Text: "<a>"}}, "shut: no sample"},
		"a golden without a sample":   {map[string]domain.Event{"opened": opened{Text: "<a>"}, "shut": shut{}}, "opened.empty.json: no sample any more"},
		"a name of another type":      {map[string]domain.Event{"opened": shut{}}, "another type"},
		"a field that is not encoded": {map[string]domain.Event{"opened": opened{Text: "<a>", hidden: 1}}, "lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, inspect(dir, registry, test.samples, name == "changed, even when asked to update"), test.says)
		})
	}
}

func TestGoldenWithAnUnknownMemberIsNotReadable(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, readable("f", []byte(`{"text":"a","more":1}`), opened{Text: "a"}), "more")
}

func TestGoldenThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "shut.json"), 0o755))
	require.Error(t, hold(filepath.Join(dir, "shut.json"), shut{}, true))
}
