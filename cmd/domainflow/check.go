package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"domainflow/eventstore"
	"domainflow/projections"
)

type checkCmd struct {
	storage
	Sequence uint64 `help:"Print the digest of the log up to here, too, to compare it with one noted before." placeholder:"SEQUENCE"`
}

// errFaults: the check has come to its end and has found something.
var errFaults = errors.New("not everything is as it should be")

// Run reads the whole log and builds the read models a second time, beside
// what a serve does meanwhile.
func (c *checkCmd) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	log := logger(quiet{stderr})
	s, err := c.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(log)) }()
	a, err := openLog(ctx, s)
	if err != nil {
		return err
	}
	sound, err := c.log(ctx, a.Store, stdout)
	if err != nil {
		return err
	}
	equal, err := readModels(ctx, projections.Config{Pool: s.pool, Log: a.Store, Logger: log}, stdout)
	if err == nil && (!sound || !equal) {
		err = errFaults
	}
	return err
}

// log says whether the log is sound.
func (c *checkCmd) log(ctx context.Context, store *eventstore.Store, stdout io.Writer) (bool, error) {
	last, _, err := store.Last(ctx)
	if err != nil {
		return false, err
	}
	if c.Sequence > last {
		return false, fmt.Errorf("--sequence %d is beyond the end of the log, %d", c.Sequence, last)
	}
	audit := store.NewAudit()
	for _, sequence := range slices.Compact([]uint64{c.Sequence, last}) {
		if sequence == 0 {
			continue
		}
		if err := audit.UpTo(ctx, sequence); err != nil {
			return false, err
		}
		fmt.Fprintf(stdout, "digest       up to event %d: sha256:%x\n", sequence, audit.Digest())
	}
	fmt.Fprintf(stdout, "log          %d events, %d faults\n", audit.Events, audit.Faults)
	for _, f := range audit.Findings {
		fmt.Fprintf(stdout, "  event %d: %s\n", f.Sequence, printable(f.Err.Error()))
	}
	return audit.Faults == 0, nil
}

// readModels says whether they are what the log says.
func readModels(ctx context.Context, config projections.Config, stdout io.Writer) (bool, error) {
	v, err := projections.Verify(ctx, config)
	if err != nil {
		return false, fmt.Errorf("read models: %w", err)
	}
	equal, rows := true, int64(0)
	for _, t := range v.Tables {
		rows += t.Live
		if t.Equal() {
			continue
		}
		equal = false
		fmt.Fprintf(stdout, "  table %s: %d rows, %d by the log\n", t.Name, t.Live, t.Rebuilt)
		for _, d := range t.Differences {
			fmt.Fprintf(stdout, "    %s\n", printable(d))
		}
	}
	verdict := "equal"
	if !equal {
		verdict = "NOT equal"
	}
	fmt.Fprintf(stdout, "read models  %s to the log at event %d: %d tables, %d rows\n", verdict, v.Sequence, len(v.Tables), rows)
	return equal, nil
}
