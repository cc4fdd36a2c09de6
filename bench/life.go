package main

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/handlers/processors"
)

const (
	// partSize is how many results a part has.
	partSize = 1000
	// pageShare is the share of the names that have a page: one in twenty.
	pageShare = 20
	// publishers store parts at the same time, as workers do.
	publishers = 4
)

var errFound = errors.New("found")

// followLifecycle hands over the lifecycle events of one aggregate until found
// says so.
func followLifecycle(ctx context.Context, s *eventstore.Store, ref eventstore.Ref, found func(word string, sequence uint64) bool) error {
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefLifecycleFilter(ref)}, HeadersOnly: true}
	err := s.Follow(ctx, 0, filter, func(e eventstore.Recorded) error {
		if found(e.Type, e.Sequence) {
			return errFound
		}
		return nil
	})
	if errors.Is(err, errFound) {
		return nil
	}
	return err
}

// living stores what the whole life of names leaves in the log, with results
// that are made up instead of asked for, and projects it: names, a DNS result
// for each, a page for one in twenty.
func living(names int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		a, err := r.aggregates(ctx)
		if err != nil {
			return sides{}, err
		}
		p, err := r.projector(ctx, a.Store)
		if err != nil {
			return sides{}, err
		}
		limit, err := ceiling(ctx, r, names, namesTable, dnsTable, httpTable)
		return sides{limit: limit, ours: func() (int, error) {
			if err := liveThrough(ctx, a, names); err != nil {
				return 0, err
			}
			last, _, err := a.Store.Last(ctx)
			if err != nil {
				return 0, err
			}
			return names, p.Await(ctx, last)
		}}, err
	}
}

// liveThrough creates three campaigns and stores their results, step by step.
func liveThrough(ctx context.Context, a processors.Aggregates, names int) error {
	generated, resolved, checked := uuid.NewString(), uuid.NewString(), uuid.NewString()
	for _, step := range []struct {
		id     string
		create campaign.Create
		part   func(chunk int) (domain.Event, domain.Counts)
	}{
		{generated, generation(names), names1000}, {resolved, resolution(generated), resolved1000}, {checked, check(resolved), checked1000},
	} {
		if _, _, err := a.Campaigns.Do(ctx, meta(), step.id, step.create); err != nil {
			return err
		}
		if err := storeParts(ctx, a.Store, step.id, names/partSize, step.part); err != nil {
			return err
		}
	}
	return nil
}

func resolution(source string) campaign.Create {
	return campaign.Create{Name: "bench", OwnerID: uuid.Nil.String(), SourceType: campaign.Generation,
		Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: source, PersonaIDs: []string{source}, RecordTypes: []campaign.RecordType{"A"}}},
		Start:  &campaign.Start{Personas: []campaign.Reference{{ID: source, Sequence: 1, Available: true}}}}
}

func check(source string) campaign.Create {
	return campaign.Create{Name: "bench", OwnerID: uuid.Nil.String(), SourceType: campaign.DNS,
		Params: campaign.Params{HTTP: &campaign.HTTPParams{SourceCampaignID: source, PersonaIDs: []string{source}, AdHocKeywords: []string{"word"}, Path: "/"}},
		Start:  &campaign.Start{Personas: []campaign.Reference{{ID: source, Sequence: 1, Available: true}}}}
}

// storeParts appends one part of every chunk, several at a time.
func storeParts(ctx context.Context, s *eventstore.Store, id string, chunks int, part func(int) (domain.Event, domain.Counts)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(publishers)
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	for chunk := range chunks {
		group.Go(func() error {
			event, counts := part(chunk)
			place := eventstore.Part{Unit: strconv.Itoa(chunk), Last: true}
			if _, isPage := event.(campaign.PagesChecked); isPage {
				place.Unit += "-0"
			}
			_, err := s.AppendPart(ctx, meta(), ref, place, event, counts)
			return err
		})
	}
	return group.Wait()
}

func names1000(chunk int) (domain.Event, domain.Counts) {
	first := int64(chunk * partSize)
	offset := domain.BigOf(first)
	e := campaign.NamesGenerated{FirstOrdinal: first, FirstOffset: &offset, Names: make([]string, partSize)}
	for i := range e.Names {
		e.Names[i] = nameAt(first + int64(i))
	}
	return e, e.Counts()
}

func resolved1000(chunk int) (domain.Event, domain.Counts) {
	var e campaign.NamesResolved
	now := time.Now()
	for i := range partSize {
		ordinal := int64(chunk*partSize + i)
		r := campaign.DNSResult{
			Ordinal: ordinal, Name: nameAt(ordinal), Status: campaign.DNSUnresolved, RCode: "NXDOMAIN", Resolver: "192.0.2.1:53",
			Transport: "udp", PersonaID: uuid.Nil.String(), Attempts: 1, Duration: time.Duration(i%40) * time.Millisecond, CheckedAt: now,
		}
		if i%pageShare == 0 {
			r.Status, r.RCode = campaign.DNSResolved, "NOERROR"
			r.Records = &campaign.Records{A: []netip.Addr{netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})}, MinTTL: 300}
		}
		e.Add(r)
	}
	return e, e.Counts()
}

func checked1000(chunk int) (domain.Event, domain.Counts) {
	var e campaign.PagesChecked
	verified := true
	for i := 0; i < partSize; i += pageShare {
		ordinal := int64(chunk*partSize + i)
		e.Pages = append(e.Pages, campaign.PageResult{
			Ordinal: ordinal, Name: nameAt(ordinal), Status: campaign.HTTPNoMatch, StatusCode: 200, FinalURL: "https://" + nameAt(ordinal) + "/",
			TLSVersion: "TLS13", TLSVerified: &verified, HTTPVersion: "HTTP/2.0", RemoteAddress: "192.0.2.1:443", Title: "A page",
			ContentType: "text/html", ContentHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", BodyBytes: 2048,
			Headers: map[string][]string{"Server": {"bench"}}, Snippet: "some words of a page that says nothing",
			PersonaID: uuid.Nil.String(), Attempts: 1, DurationMs: 20, CheckedAt: time.Now().UTC(),
		})
	}
	return e, e.Counts()
}

func nameAt(ordinal int64) string {
	text := []byte("aaaaashop.example")
	for i := 4; i >= 0; i-- {
		text[i], ordinal = alphabet[ordinal%26], ordinal/26
	}
	return string(text)
}
