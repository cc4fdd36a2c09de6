package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const examples = "../../examples"

// language is how somebody runs an example, "plain" or "durable".
type language struct {
	name    string
	command func(t *testing.T, example string) *exec.Cmd
	// event finds in a line which event it is about: its sequence, or more.
	event map[string]*regexp.Regexp
	// exit is the code after an interrupt.
	exit int
}

// both is the form of Go and Node: sequence, type and aggregate.
var both = map[string]*regexp.Regexp{"plain": wholeLine, "durable": wholeLine}

var wholeLine = regexp.MustCompile(`^(\d+ \w+\.\w+ \S+)$`)

var languages = []language{
	{"go", goExample, both, 0},
	{"node", nodeExample, both, 0},
	{"shell", shellExample, map[string]*regexp.Regexp{
		"plain": regexp.MustCompile(`^Nats-Sequence: (\d+)$`), "durable": regexp.MustCompile(`^\[.*\] subj: .* / str seq: (\d+) / `),
	}, 130},
}

func goExample(t *testing.T, example string) *exec.Cmd {
	t.Helper()
	program := filepath.Join(t.TempDir(), example)
	said, err := exec.Command("go", "build", "-o", program, examples+"/go/"+example).CombinedOutput()
	require.NoError(t, err, "%s", said)
	return exec.Command(program)
}

func nodeExample(t *testing.T, example string) *exec.Cmd {
	t.Helper()
	if _, err := os.Stat(examples + "/node/node_modules"); err != nil {
		t.Skip("make subscribers installs what the examples in Node need")
	}
	return exec.Command("node", examples+"/node/"+example+".js")
}

func shellExample(t *testing.T, example string) *exec.Cmd {
	t.Helper()
	command := exec.Command(examples + "/shell/" + example + ".sh")
	command.Env = []string{natsInPath(t)}
	return command
}

// natsInPath is the PATH that has the nats command.
func natsInPath(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("../../.tools/natscli-*")
	require.NoError(t, err)
	if len(found) == 0 {
		t.Skip("make subscribers installs the nats command")
	}
	tools, err := filepath.Abs(found[len(found)-1])
	require.NoError(t, err)
	return "PATH=" + tools + ":" + os.Getenv("PATH")
}

// Each example shows exactly what it says: the plain one all events from some
// moment on, the durable one all there are, also those from before its start
// and those from while it was stopped.
func TestExamples(t *testing.T) {
	t.Parallel()
	p := serve(t, "--data", dataDir(t), "--nats-listen", "127.0.0.1:0")
	pokes := 0
	poke := func() error {
		pokes++
		_, err := p.create(context.Background(), "/personas/dns", object{
			"name": strconv.Itoa(pokes), "configDetails": object{"resolvers": []string{"9.9.9.9"}},
		})
		return err
	}
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			r, url := p.newReader(l.name), p.natsURL()
			r.enter(t, url).Close()
			durable := l.start(t, "durable", url, r)
			durable.reaches(p.logged(0))
			before := durable.stop()

			plain := l.start(t, "plain", url, r)
			require.Eventually(t, func() bool { return poke() == nil && len(plain.events()) > 0 }, patience, 50*time.Millisecond, plain.output)
			names, err := p.create(context.Background(), "/campaigns/generate", object{
				"name": l.name, "patternType": "prefix", "variableLength": 4, "characterSet": "abcdefghij", "constantString": "shop",
				"tld": "test", "numDomainsToGenerate": "2500", "autoStart": true,
			})
			require.NoError(t, err)
			p.until(names, completed)
			again := l.start(t, "durable", url, r)
			again.reaches(p.logged(0))
			require.NoError(t, poke(), "while it runs")
			logged := p.logged(0)
			again.reaches(logged)
			plain.reaches(logged)
			requireEvents(t, logged, append(before, again.stop()...))
			heard := plain.stop()
			requireEvents(t, logged[len(logged)-len(heard):], heard)
		})
	}
}

// requireEvents compares by what an example says of an event.
func requireEvents(t *testing.T, logged, shown []string) {
	t.Helper()
	require.Len(t, shown, len(logged))
	for i := range shown {
		require.Regexp(t, "^"+regexp.QuoteMeta(shown[i])+"( |$)", logged[i])
	}
}
