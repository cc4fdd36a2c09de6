package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
)

// All loggers that stem from one follow the settings at once.
func TestLogFollowsTheSettings(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := processLogger(&out)
	part := log.With("part", "feed").WithGroup("g")
	line := func(say func(string, ...any)) string {
		out.Reset()
		say("hello", "k", "a\nlevel=ERROR\x1b[31m")
		require.LessOrEqual(t, strings.Count(out.String(), "\n"), 1)
		require.NotContains(t, out.String(), "\x1b") // S19
		return out.String()
	}
	apply := func(l setting.Logging) { log.Handler().(logHandler).apply(l) }
	require.Contains(t, line(part.Info), `"level":"INFO","msg":"hello","part":"feed","g":{"k":"a\nlevel=ERROR`)
	require.Empty(t, line(part.Debug))
	apply(setting.Logging{Level: setting.Warn, Format: setting.Text})
	require.Contains(t, line(part.Warn), `level=WARN msg=hello part=feed g.k="a\nlevel=ERROR`)
	require.Empty(t, line(part.Info))
	for level, at := range logLevels {
		apply(setting.Logging{Level: level, Format: setting.JSON})
		require.True(t, log.Enabled(t.Context(), at))
		require.False(t, log.Enabled(t.Context(), at-1))
	}
	require.Len(t, logLevels, len(setting.Levels))
	require.Equal(t, slog.LevelDebug, logLevels[setting.Debug])
}
