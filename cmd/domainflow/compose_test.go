package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"domainflow/internal/embedded"
)

const composeFile = "../../docker-compose.yml"

// composition is what a test looks at of docker-compose.yml.
type composition struct {
	Services map[string]struct {
		Image       string
		Build       string
		Command     []string
		Environment map[string]string
		Volumes     []string
	}
	Volumes map[string]any
	Configs map[string]struct{ Content string }
}

func readComposition(t *testing.T) (c composition) {
	t.Helper()
	text, err := os.ReadFile(composeFile)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &c))
	return c
}

// What the file starts is what this program understands, and what others made
// has a version.
func TestComposedServicesStart(t *testing.T) {
	t.Parallel()
	c := readComposition(t)
	versioned := regexp.MustCompile(`^[a-z]+:[0-9]+\.[0-9]+(\.[0-9]+)?-alpine$`)
	verbs := map[string]verb{}
	for name, s := range c.Services {
		if s.Build == "" {
			require.Regexp(t, versioned, s.Image)
			continue
		}
		var environ []string
		for key, value := range s.Environment {
			environ = append(environ, key+"="+value)
		}
		v, err := parse(s.Command, environ, io.Discard)
		require.NoError(t, err, name)
		verbs[name] = v
	}
	require.Len(t, verbs, 2)
	require.Len(t, strings.Split(verbs["serve"].(*serveCmd).NATSURL, ","), 3)
	require.True(t, verbs["serve"].(*serveCmd).external(), "there is no Postgres in the image")
	require.Len(t, strings.Split(verbs["worker"].(*workerCmd).NATSURL, ","), 3)

	key, err := verbs["serve"].(*serveCmd).source(verbs["serve"].(*serveCmd).Data)
	require.NoError(t, err)
	require.Equal(t, []string{"serve:" + filepath.Dir(key.File)}, c.Services["serve"].Volumes, "the master key outlives the container")
	require.Contains(t, c.Volumes, "serve")
	image, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	require.Contains(t, string(image), "--chown=nonroot:nonroot "+filepath.Dir(key.File), "its account may write there")
}

func TestComposedNATSIsACluster(t *testing.T) {
	t.Parallel()
	c := readComposition(t)
	file := filepath.Join(t.TempDir(), "nats.conf")
	require.NoError(t, os.WriteFile(file, []byte(c.Configs["nats.conf"].Content), 0o600))
	opts, err := server.ProcessConfigFile(file)
	require.NoError(t, err)
	require.True(t, opts.JetStream)
	require.True(t, opts.SyncAlways)
	require.Len(t, opts.Routes, 3)
	require.EqualValues(t, embedded.MaxPayload, opts.MaxPayload)
	nodes := 0
	for name := range c.Services {
		if strings.HasPrefix(name, "nats-") {
			nodes++
		}
	}
	require.Equal(t, 3, nodes)
}

func TestComposeUnderstandsTheFile(t *testing.T) {
	t.Parallel()
	if err := exec.Command("docker", "compose", "version").Run(); err != nil {
		t.Skip("docker compose is not installed here, and it alone knows all of its rules")
	}
	command := exec.Command("docker", "compose", "--file", composeFile, "config", "--quiet")
	command.Env = append(os.Environ(), "POSTGRES_PASSWORD=secret")
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
