// Command bench measures DomainFlow against the raw limits of the machine it
// runs on: the same work done by a few lines that do nothing else, in the
// same run, one after the other in pairs. What counts is the ratio; rates are
// those of the machine and the moment.
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
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// measure compares two ways to do the same work.
type measure struct {
	name string
	// unit is what the rates count.
	unit string
	// hold is the ratio that design.md section 11 asks for.
	hold        float64
	ours, limit prepare
}

// prepare gets ready on fresh servers; what it returns is measured and says
// how much work it did.
type prepare func(context.Context, *rig) (work func() (amount int, err error), err error)

func main() {
	only := flag.String("run", "", "only measures whose name contains this word")
	rounds := flag.Int("rounds", 3, "pairs of runs for each measure; the median counts")
	names := flag.Int("names", 300_000, "names for the measures that have rows")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *only, *rounds, *names); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, only string, rounds, names int) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MEASURE\tOURS\tLIMIT\tRATIO\tHOLD\tCPU RATIO")
	for _, m := range measures(names) {
		if !strings.Contains(m.name, only) {
			continue
		}
		pairs, err := m.pairs(ctx, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		ours, limit, ratio, cpu := medians(pairs)
		fmt.Fprintf(table, "%s\t%.0f %s/s\t%.0f %s/s\t%.2f\t%.2f\t%.2f\n", m.name, ours, m.unit, limit, m.unit, ratio, m.hold, cpu)
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// pair is one run of ours and one of the limit.
type pair struct{ ours, limit result }

// result is the rate of a run and the CPU it took for each unit of work.
type result struct{ rate, cpu float64 }

func (m measure) pairs(ctx context.Context, rounds int) ([]pair, error) {
	var out []pair
	for range rounds {
		limit, err := once(ctx, m.limit)
		if err != nil {
			return nil, fmt.Errorf("limit: %w", err)
		}
		ours, err := once(ctx, m.ours)
		if err != nil {
			return nil, err
		}
		out = append(out, pair{ours, limit})
	}
	return out, nil
}

func once(ctx context.Context, ready prepare) (result, error) {
	r, err := newRig(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		return result{}, err
	}
	defer r.close()
	work, err := ready(ctx, r)
	if err != nil {
		return result{}, err
	}
	begin, before := time.Now(), cpuSeconds()
	amount, err := work()
	took, cpu := time.Since(begin), cpuSeconds()-before
	return result{rate: float64(amount) / took.Seconds(), cpu: cpu / float64(amount)}, err
}

// medians of both rates, of the ratio pair by pair, and of the CPU that ours
// takes for the same work: below 1 is less than the limit takes. CPU is that
// of this process, without Postgres.
func medians(pairs []pair) (ours, limit, ratio, cpu float64) {
	pick := func(of func(pair) float64) float64 {
		var values []float64
		for _, p := range pairs {
			values = append(values, of(p))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return pick(func(p pair) float64 { return p.ours.rate }), pick(func(p pair) float64 { return p.limit.rate }),
		pick(func(p pair) float64 { return p.ours.rate / p.limit.rate }),
		pick(func(p pair) float64 { return p.ours.cpu / p.limit.cpu })
}

func measures(names int) []measure {
	return []measure{
		{"append", "events", 0.7, appendOurs, appendLimit},
		{"replay", "events", 0.7, replayOurs, replayLimit},
		{"generate", "names", 0.35, generateOurs(names), generateLimit(names)},
		{"life", "names", 0.35, lifeOurs(names), lifeLimit(names)},
	}
}
