package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// smallNames is what a large run is compared with.
const smallNames = 10_000

// large runs many names through the real program: generated, resolved against
// a responder in this process, projected. It says how fast, in how much memory,
// and what a name costs compared with one of a small campaign on the same
// program, which runs before and after.
func large(ctx context.Context, out io.Writer, names int, peer string) error {
	r, err := listenDNS("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { _ = r.conn.Close() }()
	go r.serve()
	p, err := startProgram(ctx)
	if err != nil {
		return err
	}
	defer p.stop()
	persona, err := p.create(ctx, "/personas/dns", map[string]any{"name": "bench", "configDetails": map[string]any{
		"resolvers": []string{r.address()}, "rateLimitDps": 0, "maxInFlight": 10_000,
	}})
	if err != nil {
		return err
	}
	compare := func() error {
		if peer == "" {
			return nil
		}
		return massdns(ctx, out, peer, r.address(), min(names, massdnsNames))
	}
	if err := compare(); err != nil {
		return err
	}
	var costs []usage
	for i, n := range []int{smallNames, smallNames, smallNames, names, smallNames, smallNames} {
		begin, before := time.Now(), p.cpu()
		if err := p.life(ctx, persona, i, n); err != nil {
			return err
		}
		after, took := p.cpu(), time.Since(begin)
		cost := usage{(after.process - before.process) / float64(n), (after.postgres - before.postgres) / float64(n)}
		costs = append(costs, cost)
		fmt.Fprintf(out, "%d names: %.0f/s, %.2f µs of CPU a name, Postgres %.2f µs, peak %d MiB\n",
			n, float64(n)/took.Seconds(), 1e6*cost.process, 1e6*cost.postgres, p.peak()>>20)
	}
	small := (costs[1].total() + costs[2].total() + costs[4].total() + costs[5].total()) / 4 // the first one warms up
	fmt.Fprintf(out, "cost of a name among %d against %d: %.2f (hold 1.5, aim 1.1)\n", names, smallNames, costs[3].total()/small)
	return compare()
}

func (u usage) total() float64 { return u.process + u.postgres }

// life is a generation campaign and a DNS campaign that follows it live.
func (p *program) life(ctx context.Context, persona string, number, names int) error {
	generated, err := p.create(ctx, "/campaigns/generate", map[string]any{
		"name": "large", "patternType": "prefix", "variableLength": 6, "characterSet": alphabet, "constantString": "shop" + strconv.Itoa(number),
		"tld": "example", "numDomainsToGenerate": strconv.Itoa(names), "autoStart": true,
	})
	if err != nil {
		return err
	}
	resolved, err := p.create(ctx, "/campaigns/dns-validate", map[string]any{
		"name": "large", "sourceCampaignId": generated, "personaIds": []string{persona}, "recordTypes": []string{"A"}, "retryAttempts": 5, "autoStart": true,
	})
	if err != nil {
		return err
	}
	return p.completed(ctx, resolved)
}

// cpuOfGroup is the CPU time of a Postgres by the pid file of its postmaster:
// of the processes it has, and of those that have ended.
func cpuOfGroup(pidFile string) float64 {
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return 0
	}
	var postmaster int
	if _, err := fmt.Sscan(string(text), &postmaster); err != nil {
		return 0
	}
	sum := cpuOf(postmaster)
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", postmaster, postmaster))
	for _, field := range strings.Fields(string(children)) {
		pid, _ := strconv.Atoi(field)
		sum += cpuOf(pid)
	}
	return sum
}
