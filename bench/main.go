// Command bench measures DomainFlow against the raw limits of the machine it
// runs on: the same work done by a few lines that do nothing else, on the same
// servers, in slices of about a second, by turns. What counts is the median of
// the ratios of neighbours: whatever else the machine does meets both. Rates
// are those of the machine and the moment.
//
//	go run ./bench                  all measures
//	go run ./bench -run generate    those whose name contains the word
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// measure compares two ways to do the same work.
type measure struct {
	name string
	// unit is what the rates count.
	unit string
	// hold is the ratio that design.md section 11 asks for; 0: it asks for none.
	hold float64
	// prepare gets both ready on fresh servers.
	prepare func(context.Context, *rig) (sides, error)
}

// sides are the two ways. Each call does one slice of work and says how much
// that was.
type sides struct {
	ours, limit func() (amount int, err error)
}

func main() {
	only := flag.String("run", "", "only measures whose name contains this word")
	rounds := flag.Int("rounds", 9, "pairs of slices for each measure; the median counts")
	names := flag.Int("names", 200_000, "names in a slice of the measures that have rows")
	many := flag.Int("large", 10_000_000, "names of the measure called large, which takes minutes and gigabytes")
	peer := flag.String("massdns", "", "program to compare the measure called large with")
	flag.Parse()
	ctx := context.Background()
	err := run(ctx, os.Stdout, *only, *rounds, *names)
	if err == nil && strings.Contains("large", *only) {
		err = large(ctx, os.Stdout, *many, *peer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, only string, rounds, names int) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MEASURE\tOURS\tLIMIT\tRATIO\tRANGE\tHOLD\tCPU OURS\tCPU LIMIT\tCPU RATIO\tPOSTGRES RATIO")
	for _, m := range measures(names) {
		if !strings.Contains(m.name, only) {
			continue
		}
		pairs, err := m.pairs(ctx, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		fmt.Fprintln(table, row(m, pairs))
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// pairs runs the sides by turns. The first pair warms up and does not count;
// who begins changes from pair to pair.
func (m measure) pairs(ctx context.Context, rounds int) ([]pair, error) {
	r, err := newRig(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer r.close()
	s, err := m.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []pair
	for i := range rounds + 1 {
		var p pair
		turns := []func() error{
			func() (err error) { p.limit, err = r.timed(ctx, s.limit); return err },
			func() (err error) { p.ours, err = r.timed(ctx, s.ours); return err },
		}
		for turn := range turns {
			if err := turns[(turn+i)%2](); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out[1:], nil
}

func (r *rig) timed(ctx context.Context, slice func() (int, error)) (result, error) {
	runtime.GC() // nobody pays for what the other left
	before, err := r.cpu(ctx)
	if err != nil {
		return result{}, err
	}
	begin := time.Now()
	amount, err := slice()
	took := time.Since(begin)
	if err != nil {
		return result{}, err
	}
	after, err := r.cpu(ctx)
	n := float64(amount)
	return result{rate: n / took.Seconds(), process: (after.process - before.process) / n, postgres: (after.postgres - before.postgres) / n}, err
}

func measures(names int) []measure {
	kilobyte, thousand := kilobyte(), thousand()
	return []measure{
		{"append", "events", 0.7, appending(kilobyte, 500)},
		{"append-24k", "events", 0, appending(thousand, 300)},
		{"replay", "events", 0.7, replaying(kilobyte, 40_000)},
		{"replay-24k", "events", 0, replaying(thousand, 6_000)},
		{"generate", "names", 0.35, generating(names)},
		{"life", "names", 0.35, living(names)},
		{"feed", "messages", 0.5, feeding(1000, 200)},
		{"catch-up", "messages", 0, catchingUp(200, 2_000)},
		{"authorised", "answers", 0.85, asking(2_000)},
	}
}
