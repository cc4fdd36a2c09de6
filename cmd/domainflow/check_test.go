package main

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/jackc/pgx/v5"

	"domainflow/internal/embedded"
	"domainflow/internal/lab"
)

// digests are the lines of a check that name one.
func digests(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "digest") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// Check, rebuild and migrate work beside a serve that is busy, and without one.
func TestCheckAndRebuildBesideARun(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 23})
	data := dataDir(t)
	p := serve(t, "--data", data)
	run := p.order(world, 5000, 1000)
	noted := digests(execute(t, "check", "--data", data))
	require.Len(t, noted, 1)
	require.Contains(t, execute(t, "rebuild", "--data", data), "built again")
	require.Contains(t, execute(t, "migrate", "--data", data), "up to date")

	// One that is killed is harmless.
	killed, _ := launch(t, "rebuild", "--data", data)
	killed.kill()
	p.until(run.http, completed)
	compareWithTruth(t, p, world, run, 5000)
	before := p.sampleOf(run.http)
	execute(t, "rebuild", "--data", data)
	require.Equal(t, before, p.sampleOf(run.http))

	sequence := strings.Fields(noted[0])[4]
	text := execute(t, "check", "--data", data, "--sequence", strings.TrimSuffix(sequence, ":"))
	require.Equal(t, noted[0], digests(text)[0], "what an auditor noted still holds")
	require.Contains(t, text, " 0 faults")
	require.Contains(t, text, "read models  equal")
	require.NoError(t, p.terminate(), p.output)
	require.Equal(t, text, execute(t, "check", "--data", data, "--sequence", strings.TrimSuffix(sequence, ":")))
}

func TestCheckFindsReadModelsThatAreWrong(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 24})
	data := dataDir(t)
	p := serve(t, "--data", data)
	run := p.order(world, 200, 0)
	p.until(run.http, completed)
	reached, err := embedded.Reach(data)
	require.NoError(t, err)
	db, err := pgx.Connect(t.Context(), reached.Postgres)
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), "UPDATE read_1.names SET domain_name = 'forged.test' WHERE ordinal = 7")
	require.NoError(t, err)
	require.NoError(t, db.Close(context.Background()))

	check, _ := launch(t, "check", "--data", data)
	require.Error(t, check.wait())
	require.Contains(t, check.output.String(), "NOT equal")
	require.Contains(t, check.output.String(), "forged.test")
	execute(t, "rebuild", "--data", data)
	require.Contains(t, execute(t, "check", "--data", data), "read models  equal")
}
