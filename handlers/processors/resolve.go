package processors

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/resolver"
)

// generatedName is an item of resolve.
type generatedName struct {
	ordinal int64
	name    string
}

func (n generatedName) ordinalOf() int64 { return n.ordinal }

var resolvedFormat = format[campaign.DNSResult]{
	event:   campaign.NamesResolved{}.EventType(),
	ordinal: func(r campaign.DNSResult) int64 { return r.Ordinal },
	size:    sizeOfDNSResult,
	encode: func(results []campaign.DNSResult) (domain.Event, domain.Counts) {
		e := campaign.NewNamesResolved(results)
		return e, e.Counts()
	},
	ordinals: func(e domain.Event) ([]int64, error) {
		resolved, ok := e.(campaign.NamesResolved)
		if !ok {
			return nil, fmt.Errorf("%T holds no resolved names", e)
		}
		return resolved.Ordinals, nil
	},
}

// sizeOfDNSResult bounds what one result adds to the columns: numbers and
// places, its texts as if no other row had them, its records as they are.
func sizeOfDNSResult(r campaign.DNSResult) int {
	const numbers = 120
	size := numbers
	for _, text := range []string{r.Name, string(r.Status), r.RCode, r.Resolver, r.Transport, r.PersonaID, r.ErrorCode, r.ErrorMessage} {
		size += sizeOfText(text)
	}
	if r.Records == nil {
		return size
	}
	records, err := json.Marshal(r.Records)
	if err != nil {
		return flushBytes // it cannot be recorded either: publish says so
	}
	return size + len(records) + numbers
}

// sizeOfText bounds the JSON of a text: an escape has six bytes.
func sizeOfText(s string) int {
	size := len(`"",`)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			size += 5
		}
		size++
	}
	return size
}

// resolve asks for the names of one names_generated message of the source.
func (w *Workers) resolve(ctx context.Context, p *plan, u unit) error {
	source, event, err := w.sourceOf(ctx, p, u)
	if err != nil {
		return err
	}
	generated, ok := event.(campaign.NamesGenerated)
	if !ok {
		return fmt.Errorf("source of unit %s is a %T", u.subject(), event)
	}
	items := make([]generatedName, 0, len(generated.Names))
	for ordinal, name := range generated.Each {
		items = append(items, generatedName{ordinal, name})
	}
	r := &recording[campaign.DNSResult]{
		store: w.store, limit: w.limit, format: resolvedFormat,
		ref: p.ref, unit: u.key.String(), causation: source.ID, flushAfter: w.timing.flushAfter,
	}
	return runUnit(ctx, w, u, r, items, task[generatedName, campaign.DNSResult]{
		work: func(ctx context.Context, items []generatedName, done func(campaign.DNSResult)) error {
			return p.resolveAll(ctx, items, done)
		},
		failed: failedName,
	})
}

// sourceOf reads the message of the source campaign that holds the unit's
// items.
func (w *Workers) sourceOf(ctx context.Context, p *plan, u unit) (eventstore.Recorded, domain.Event, error) {
	typ, name, part := sourceMessage(u.step, u.key)
	ref := eventstore.Ref{Category: campaign.Category, ID: p.state.Source()}
	recorded, err := w.store.Part(ctx, ref, typ, name, part)
	if err != nil {
		return recorded, nil, err
	}
	event, err := recorded.Decode()
	return recorded, event, err
}

// resolveAll asks with the leading persona; names that end in timeout or
// error are asked with the next one. The answer of the last one stands.
func (p *plan) resolveAll(ctx context.Context, items []generatedName, done func(campaign.DNSResult)) error {
	limiter := p.limiter
	for i, persona := range p.dns {
		names := make([]string, len(items))
		for j, item := range items {
			names[j] = item.name
		}
		var again collected[generatedName]
		last := i == len(p.dns)-1
		query := resolver.Query{Types: p.recordTypes, Retries: p.state.Params.DNS.RetryAttempts, Limiter: limiter}
		err := persona.engine.Resolve(ctx, query, names, func(j int, r resolver.Result) {
			if !last && (r.Status == resolver.StatusTimeout || r.Status == resolver.StatusError) {
				again.add(items[j])
				return
			}
			done(dnsResult(items[j], persona.id, r))
		})
		if err != nil || len(again.items) == 0 {
			return err
		}
		// The pace of a campaign counts names, not personas.
		items, limiter = again.items, nil
	}
	return nil
}

func dnsResult(item generatedName, persona string, r resolver.Result) campaign.DNSResult {
	return campaign.DNSResult{
		Ordinal: item.ordinal, Name: item.name, Status: campaign.DNSStatus(r.Status), RCode: r.RCode,
		Records: dnsRecords(r), Resolver: r.Resolver, Transport: string(r.Transport), PersonaID: persona,
		Attempts: r.Attempts, Duration: r.Duration, CheckedAt: r.CheckedAt,
		ErrorCode: r.ErrorCode, ErrorMessage: r.ErrorMessage,
	}
}

// dnsRecords is nil when the answer held nothing that was asked for.
func dnsRecords(r resolver.Result) *campaign.Records {
	in := r.Records
	if len(in.A)+len(in.AAAA)+len(in.CNAME)+len(in.NS)+len(in.MX)+len(in.TXT) == 0 && in.SOA == nil {
		return nil
	}
	out := &campaign.Records{
		A: in.A, AAAA: in.AAAA, CNAME: in.CNAME, NS: in.NS, TXT: in.TXT,
		MinTTL: r.MinTTL, PrivateAddress: r.PrivateAddress, Truncated: in.Truncated,
	}
	for _, mx := range in.MX {
		out.MX = append(out.MX, campaign.MX(mx))
	}
	if in.SOA != nil {
		out.SOA = &campaign.SOA{
			MName: in.SOA.MName, RName: in.SOA.RName, Serial: in.SOA.Serial,
			Refresh: in.SOA.Refresh, Retry: in.SOA.Retry, Expire: in.SOA.Expire, Minimum: in.SOA.Minimum,
		}
	}
	return out
}

func failedName(item generatedName) campaign.DNSResult {
	return campaign.DNSResult{
		Ordinal: item.ordinal, Name: item.name, Status: campaign.DNSError, CheckedAt: time.Now(),
		ErrorCode: campaign.CodeUnitFailed, ErrorMessage: unitFailedMessage,
	}
}
