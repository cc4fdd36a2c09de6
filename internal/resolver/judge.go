package resolver

import (
	"context"
	"errors"
	"net"
	"slices"

	"github.com/miekg/dns"
)

// read makes what it can of an answer. It is true when the chain has come to its end.
func (j *job) read(msg []byte, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	a, qtype := &j.loop.answer, j.types[0]
	if err := a.parse(msg, j.end); err != nil {
		return false, err
	}
	if a.rcode != dns.RcodeSuccess && a.rcode != dns.RcodeNameError {
		word := rcodeName(a.rcode)
		return false, &failure{code: word, rcode: word, detail: "answered " + word}
	}
	done, err := j.chain.follow(a, qtype)
	if err != nil || !done {
		return false, err
	}
	if err := j.result.collect(a, j.chain.owner, qtype); err != nil {
		return false, err
	}
	// A name with an answer to one type exists, whatever is said of another type.
	if r := &j.result; r.RCode != "NOERROR" {
		r.RCode = rcodeName(a.rcode)
	}
	return true, nil
}

// judge turns what went wrong into a failure, nil where nothing did, and tells the rotation.
func (j *job) judge(err error) *failure {
	if err == nil {
		j.rotation.report(j.server, true)
		j.result.Resolver, j.result.Transport = j.server.text, j.transport
		return nil
	}
	f := asFailure(err)
	f.resolver, f.transport = j.server.text, j.transport
	j.rotation.report(j.server, !f.blames())
	j.avoid = append(j.avoid, j.server)
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
func (j *job) note() {
	r, c := &j.result, &j.chain
	if len(c.targets) == 0 {
		return
	}
	r.MinTTL = min(r.MinTTL, c.minTTL)
	if !slices.Contains(j.asked, dns.TypeCNAME) {
		return
	}
	for _, target := range c.targets {
		addOnce(&r.Records.CNAME, trimDot(target))
	}
}
