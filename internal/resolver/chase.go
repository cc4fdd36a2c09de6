package resolver

import (
	"context"
	"errors"
	"net"
	"slices"

	"github.com/miekg/dns"
)

// chase asks one question and follows its CNAMEs, each query at the resolver
// whose turn it is.
func (j *job) chase(ctx context.Context, name string, qtype uint16) error {
	c := newChain(name)
	for {
		server := j.rotation.pick(j.avoid)
		transport, done, err := j.step(ctx, server, &c, qtype)
		if ended := j.ended(ctx); err != nil && ended != nil {
			return ended
		}
		if err = j.judge(server, transport, err); err != nil || done {
			j.note(&c)
			return err
		}
	}
}

// step is true when the chain has come to its end.
func (j *job) step(ctx context.Context, s *resolver, c *chain, qtype uint16) (Transport, bool, error) {
	transport, err := j.query(ctx, s, c.owner, qtype)
	if err != nil {
		return transport, false, err
	}
	done, err := c.follow(&j.answer, qtype)
	if err != nil || !done {
		return transport, false, err
	}
	if err := j.result.collect(&j.answer, c.owner, qtype); err != nil {
		return transport, false, err
	}
	// A name with an answer to one type exists, whatever is said of another type.
	if r := &j.result; r.RCode != "NOERROR" {
		r.RCode = rcodeName(j.answer.rcode)
	}
	return transport, true, nil
}

// query sends one query, over TCP too when the answer over UDP is truncated,
// and reads the answer. The transport is the one used last.
func (j *job) query(ctx context.Context, s *resolver, name string, qtype uint16) (Transport, error) {
	c, transport := j.call, s.Transport
	if err := c.encode(name, qtype); err != nil {
		return transport, &failure{code: CodeInvalidName, detail: err.Error()}
	}
	c.server = s.addr
	if transport == UDP {
		if err := j.udp(ctx, c); err != nil {
			return transport, err
		}
		if truncated(c.answer) {
			transport = TCP
		}
	}
	if transport == TCP {
		if err := j.tcp(ctx, c, s); err != nil {
			return transport, err
		}
	}
	if err := j.answer.parse(c.answer, c.end); err != nil {
		return transport, err
	}
	if rcode := j.answer.rcode; rcode != dns.RcodeSuccess && rcode != dns.RcodeNameError {
		word := rcodeName(rcode)
		return transport, &failure{code: word, rcode: word, detail: "answered " + word}
	}
	return transport, nil
}

// judge turns what went wrong into a failure and tells the rotation.
func (j *job) judge(s *resolver, transport Transport, err error) error {
	if err == nil {
		j.rotation.report(s, true)
		j.result.Resolver, j.result.Transport = s.text, transport
		return nil
	}
	f := asFailure(err)
	if f.code == CodeInvalidName {
		return f
	}
	f.resolver, f.transport = s.text, transport
	j.rotation.report(s, !f.blames())
	j.avoid = append(j.avoid, s)
	return f
}

func asFailure(err error) *failure {
	var f *failure
	var n net.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errMalformed):
		return &failure{code: CodeMalformed, detail: errMalformed.Error()}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &n) && n.Timeout():
		return &failure{code: CodeTimeout, detail: "no answer in time"}
	}
	return &failure{code: CodeNetwork, detail: err.Error()}
}

// note keeps what the chain has shown, whether or not it led to an end.
func (j *job) note(c *chain) {
	r := &j.result
	if len(c.targets) == 0 {
		return
	}
	r.MinTTL = min(r.MinTTL, c.minTTL)
	if !slices.Contains(j.types, dns.TypeCNAME) {
		return
	}
	for _, target := range c.targets {
		addOnce(&r.Records.CNAME, trimDot(target))
	}
}
