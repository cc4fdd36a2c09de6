package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

// bars draws a line of progress for each step.
type bars struct {
	run    []step
	latest map[string]projections.Progress
	stdout io.Writer
	// terminal: lines can be drawn over. Elsewhere a line is printed only when
	// a step has come another tenth of its way.
	terminal bool
	drawn    bool
	tenths   map[string]int64
}

func newBars(run []step, stdout io.Writer) *bars {
	return &bars{
		run: run, latest: map[string]projections.Progress{}, stdout: stdout,
		terminal: isTerminal(stdout), tenths: map[string]int64{},
	}
}

// done says whether the final progress of every step was shown: all items
// have results, and the counts are those of the end.
func (b *bars) done() bool {
	for _, s := range b.run {
		p := b.latest[s.id]
		if p.Status != campaign.StatusCompleted || p.Counts == nil || p.PendingItems > 0 {
			return false
		}
	}
	return true
}

// update draws anew what a message of the feed tells. campaign.completed has
// no counts of pending items and is passed over: the last progress follows it.
func (b *bars) update(id string, p projections.Progress) {
	if id == "" || p.ProgressPercentage == nil && p.TotalItems == 0 || !p.TotalIsFinal && p.Status == campaign.StatusCompleted {
		return
	}
	b.latest[id] = p
	if b.terminal {
		b.draw()
		return
	}
	if tenth := 10 * p.ProcessedItems / max(p.TotalItems, 1); tenth > b.tenths[id] {
		b.tenths[id] = tenth
		b.line(b.title(id), p)
	}
}

// draw puts all lines over those drawn before.
func (b *bars) draw() {
	if b.drawn {
		fmt.Fprintf(b.stdout, "\x1b[%dA", len(b.run))
	}
	b.drawn = true
	for _, s := range b.run {
		fmt.Fprint(b.stdout, "\x1b[2K")
		b.line(s.title, b.latest[s.id])
	}
}

func (b *bars) line(title string, p projections.Progress) {
	fmt.Fprintf(b.stdout, "  %-9s %s %6d of %-6d %s\n", title, bar(p), p.ProcessedItems, p.TotalItems, counts(p))
}

func (b *bars) title(id string) string {
	for _, s := range b.run {
		if s.id == id {
			return s.title
		}
	}
	return id
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

const barWidth = 30

func bar(p projections.Progress) string {
	filled := 0
	if p.TotalItems > 0 {
		filled = int(barWidth * p.ProcessedItems / p.TotalItems)
	}
	return "[" + strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled) + "]"
}

func counts(p projections.Progress) string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(p.Counts)) {
		if n := p.Counts[status]; n > 0 && status != projections.StatusPending {
			parts = append(parts, fmt.Sprintf("%s %d", status, n))
		}
	}
	return strings.Join(parts, ", ")
}
