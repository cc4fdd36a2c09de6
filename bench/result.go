package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// result is the rate of a slice, and the CPU seconds that this process (with
// the NATS server in it) and Postgres took for each unit of work.
type result struct{ rate, process, postgres float64 }

// pair is one slice of each side, one right after the other.
type pair struct{ ours, limit result }

// row is a line of the table: medians, and the middle half of the ratios.
// CPU is in µs a unit; ratios of CPU below 1 are less than the limit takes.
func row(m measure, pairs []pair) string {
	pick := func(quantile float64, of func(pair) float64) float64 {
		var values []float64
		for _, p := range pairs {
			values = append(values, of(p))
		}
		slices.Sort(values)
		return values[int(quantile*float64(len(values)))]
	}
	median := func(of func(pair) float64) float64 { return pick(0.5, of) }
	ratio := func(p pair) float64 { return p.ours.rate / p.limit.rate }
	hold, postgres := "-", "-"
	if m.hold > 0 {
		hold = fmt.Sprintf("%.2f", m.hold)
	}
	if median(func(p pair) float64 { return p.limit.postgres * p.limit.rate }) > 0.05 {
		postgres = fmt.Sprintf("%.2f", median(func(p pair) float64 { return p.ours.postgres / p.limit.postgres }))
	}
	return fmt.Sprintf("%s\t%.0f %s/s\t%.0f %s/s\t%.2f\t%.2f-%.2f\t%s\t%.2f\t%.2f\t%.2f\t%s", m.name,
		median(func(p pair) float64 { return p.ours.rate }), m.unit, median(func(p pair) float64 { return p.limit.rate }), m.unit,
		median(ratio), pick(0.25, ratio), pick(0.75, ratio), hold,
		1e6*median(func(p pair) float64 { return p.ours.process }), 1e6*median(func(p pair) float64 { return p.limit.process }),
		median(func(p pair) float64 { return p.ours.process / p.limit.process }), postgres)
}

// usage is CPU used so far, in seconds of user and system time.
type usage struct{ process, postgres float64 }

func (r *rig) cpu(ctx context.Context) (usage, error) {
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return usage{}, err
	}
	u := usage{process: time.Duration(self.Utime.Nano() + self.Stime.Nano()).Seconds()}
	rows, err := r.pool.Query(ctx, "SELECT pid FROM pg_stat_activity")
	if err != nil {
		return u, err
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range pids {
		u.postgres += cpuOf(pid)
	}
	return u, err
}

// cpuOf is 0 for a process that is gone, and where there is no /proc.
func cpuOf(pid int) float64 {
	const ticks = 100 // USER_HZ, the same on all of Linux (proc(5))
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// After the name in brackets, which may hold anything, utime and stime are the 12th and 13th field.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	var sum float64
	for _, field := range fields[11:13] {
		n, _ := strconv.ParseFloat(field, 64)
		sum += n / ticks
	}
	return sum
}
