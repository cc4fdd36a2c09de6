package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/eventstore"
	"domainflow/projections"
)

type replayCmd struct {
	logStorage
	Campaign string   `help:"Of this campaign only." placeholder:"ID"`
	Type     []string `help:"Of this type only, such as campaign.started; repeatable." placeholder:"TYPE"`
	Since    string   `help:"Only what came after this sequence, or at this time and later." placeholder:"SEQUENCE|TIME"`
	AsOf     string   `name:"as-of" help:"The campaign as it was then; without --campaign, the events up to then." placeholder:"SEQUENCE|TIME"`
	Follow   bool     `short:"f" help:"Go on with what comes."`
	Format   string   `help:"text, a line an event and not all of it; ndjson, all of it." enum:"text,ndjson" default:"text"`
}

// Run prints from the log; the read models are not asked.
func (c *replayCmd) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	log := logger(quiet{stderr})
	s, err := storage{logStorage: c.logStorage, only: theLog}.reach(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(log)) }()
	a, err := openLog(ctx, s)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	if c.AsOf != "" && c.Campaign != "" {
		return c.campaign(ctx, a.Store, out)
	}
	return c.events(ctx, a.Store, out)
}

func (c *replayCmd) check() error {
	switch {
	case c.AsOf != "" && c.Follow:
		return errors.New("--as-of has an end: leave out -f")
	case c.AsOf != "" && c.Campaign != "" && (c.Since != "" || len(c.Type) > 0):
		return errors.New("--as-of with --campaign prints the campaign: leave out --since and --type")
	}
	for _, t := range c.Type {
		if !known(t) {
			return fmt.Errorf("--type: no event is called %q", t)
		}
	}
	return nil
}

// known says whether there are events of this name.
func known(name string) bool {
	category, word, _ := strings.Cut(name, ".")
	for _, e := range catalog.Events[category] {
		if e.EventType() == word {
			return true
		}
	}
	return false
}

// campaign prints the campaign as of a moment.
func (c *replayCmd) campaign(ctx context.Context, log *eventstore.Store, out io.Writer) error {
	sequence, err := momentOf(ctx, log, "--as-of", c.AsOf)
	if err != nil {
		return err
	}
	found, err := projections.CampaignAsOf(ctx, log, c.Campaign, sequence)
	if errors.Is(err, projections.ErrNotFound) {
		return fmt.Errorf("--campaign: there was no campaign %s at event %d", c.Campaign, sequence)
	}
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if c.Format == "text" {
		encoder.SetIndent("", "  ")
	}
	return encoder.Encode(found)
}

// events prints events until the end of the log, or of the program.
func (c *replayCmd) events(ctx context.Context, log *eventstore.Store, out *bufio.Writer) error {
	after, err := c.after(ctx, log)
	if err != nil {
		return err
	}
	filter := eventstore.Filter{Subjects: c.subjects()}
	live := false
	if c.Follow {
		filter.CaughtUp = func(uint64) { live = true; _ = out.Flush() } // its error stays for the next write
	} else if filter.UpTo, err = c.end(ctx, log); err != nil || filter.UpTo == 0 {
		return err
	}
	err = log.Follow(ctx, after, filter, func(e eventstore.Recorded) error {
		if len(c.Type) > 0 && !slices.Contains(c.Type, e.Name()) {
			return nil
		}
		if err := c.print(out, e); err != nil || !live {
			return err
		}
		return out.Flush()
	})
	if c.Follow && errors.Is(err, context.Canceled) {
		err = nil // that is how following ends
	}
	return err
}

// subjects are those of the campaign, or of the types.
func (c *replayCmd) subjects() []eventstore.Pattern {
	if c.Campaign != "" {
		return []eventstore.Pattern{eventstore.RefFilter(eventstore.Ref{Category: campaign.Category, ID: c.Campaign})}
	}
	var patterns []eventstore.Pattern
	for _, t := range c.Type {
		category, word, _ := strings.Cut(t, ".")
		patterns = append(patterns, eventstore.TypeFilter(category, word), eventstore.PartFilter(category, word))
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// after is the sequence before the first event that is wanted.
func (c *replayCmd) after(ctx context.Context, log *eventstore.Store) (uint64, error) {
	if c.Since == "" {
		return 0, nil
	}
	if at, err := time.Parse(time.RFC3339, c.Since); err == nil {
		return log.SequenceAt(ctx, at.Add(-time.Nanosecond))
	}
	return momentOf(ctx, log, "--since", c.Since)
}

// end is the sequence of the last event that is wanted, 0 for none.
func (c *replayCmd) end(ctx context.Context, log *eventstore.Store) (uint64, error) {
	if c.AsOf != "" {
		return momentOf(ctx, log, "--as-of", c.AsOf)
	}
	last, _, err := log.Last(ctx)
	return last, err
}

// momentOf reads a sequence of the log, or a time, which stands for where the
// log ended then.
func momentOf(ctx context.Context, log *eventstore.Store, flag, text string) (uint64, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return log.SequenceAt(ctx, at)
	}
	sequence, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s %q is neither a sequence nor a time like 2026-01-31T12:00:00Z", flag, text)
	}
	last, _, err := log.Last(ctx)
	if err == nil && sequence > last {
		err = fmt.Errorf("%s %d is beyond the end of the log, %d", flag, sequence, last)
	}
	return sequence, err
}
