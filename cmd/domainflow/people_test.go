package main

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

const (
	setupLine = "There is no user yet. This makes the first one, until the program ends: "
	testEmail = "first@example.test"
	// testPassword is that of everybody in tests.
	testPassword = "an unusual sentence"
)

// entries are how tests come in, by where the accounts are: one key for all
// that serve on them, made at the first start.
var entries sync.Map

type entry struct {
	mu  sync.Mutex
	key string
}

// enter makes the client be the super_admin of what the flags name. It has an
// API key, which outlives every test.
func (p *process) enter(flags []string) {
	p.t.Helper()
	found, _ := entries.LoadOrStore(accountsOf(p.t, flags), &entry{})
	e := found.(*entry)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.key == "" {
		e.key = p.signUp()
	}
	p.token = e.key
	// Who was made by another serve is known here a moment later.
	require.Eventually(p.t, func() bool {
		var me object
		return p.call(context.Background(), http.MethodGet, "/me", http.NoBody, &me) == nil
	}, patience, tick, p.output)
}

// accountsOf is where the accounts of a serve are.
func accountsOf(t *testing.T, flags []string) string {
	t.Helper()
	v, err := parse(append([]string{"serve"}, flags...), nil, t.Output())
	require.NoError(t, err)
	c := v.(*serveCmd)
	if c.PostgresURL != "" {
		return c.PostgresURL
	}
	return c.Data
}

// signUp makes the first user by the token that the program printed, and an API
// key that may do all that they may.
func (p *process) signUp() (key string) {
	p.t.Helper()
	ctx := context.Background()
	require.NoError(p.t, p.setUp(ctx, p.said(setupLine), testEmail, testPassword), p.output)
	require.NoError(p.t, p.signIn(ctx, testEmail, testPassword), p.output)
	var made struct{ Key string }
	require.NoError(p.t, p.post(ctx, "/api-keys", object{"name": "tests", "scopes": user.All.List()}, &made))
	require.NotEmpty(p.t, made.Key)
	return made.Key
}
