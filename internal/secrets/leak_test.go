package secrets

import (
	"encoding/hex"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var (
	secretWord = regexp.MustCompile(`(?i)hash|secret|password|salt|token|cipher|sealed`)
	// Those show nothing of themselves.
	redactedTypes = map[string]bool{"Token": true, "Secret": true}
	// inward go in and never come out, and numbers tell nothing.
	inward = map[string]bool{"NewAccount.Password": true, "Settings.MinPassword": true}
)

// leaks are the fields of exported structs that could show a secret.
func leaks(file *ast.File) (found []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		body, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range body.Fields.List {
			kind, _ := field.Type.(*ast.Ident)
			for _, name := range field.Names {
				full := spec.Name.Name + "." + name.Name
				written := field.Tag != nil && strings.Contains(field.Tag.Value, "json:")
				hidden := kind != nil && redactedTypes[kind.Name] || inward[full] && !written
				if name.IsExported() && !hidden && secretWord.MatchString(name.Name) {
					found = append(found, full)
				}
			}
		}
		return true
	})
	return found
}

// S03: nothing that can be answered holds a hash or a secret.
func TestNoExportedStructShowsASecret(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	require.Contains(t, sources, "session.go")
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		require.NoError(t, err)
		require.Empty(t, leaks(file), name)
	}
	bad, err := parser.ParseFile(files, "bad.go", "package x; type A struct { PasswordHash string; Refresh Token; Salt []byte; hash int }\n"+
		"type NewAccount struct { Password string `json:\"password\"` }", 0)
	require.NoError(t, err)
	require.Equal(t, []string{"A.PasswordHash", "A.Salt", "NewAccount.Password"}, leaks(bad))
}

// After a whole life nothing in the database lets anybody in.
func TestNothingInTheDatabaseLetsAnybodyIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	var canaries []string
	reveal := func(tokens ...Token) {
		for _, token := range tokens {
			canaries = append(canaries, token.Reveal(), token.Reveal()[4:], hex.EncodeToString(token.raw[:]), string(token.raw[:]))
		}
	}
	const changed = "another unusual sentence"
	first := r.login(s, "ann@example.com")
	second, err := s.Refresh(t.Context(), first.Refresh.Reveal())
	require.NoError(t, err)
	ticket, _, err := s.IssueTicket(t.Context(), Holder{UserID: id, SessionID: second.SessionID}, "ws")
	require.NoError(t, err)
	_, key, err := s.CreateAPIKey(t.Context(), uuid.NewString(), id, "k")
	require.NoError(t, err)
	_, secret, err := parseAPIKey(key.Reveal())
	require.NoError(t, err)
	reveal(first.Access, first.Refresh, second.Access, second.Refresh, ticket, secret)
	_, err = s.Authenticate(t.Context(), second.Access.Reveal())
	require.NoError(t, err)
	require.NoError(t, s.ChangePassword(t.Context(), id, goodPassword, changed, second.SessionID))
	master, err := parseMaster(readFile(t, r.key))
	require.NoError(t, err)
	reveal(master[0].token)
	canaries = append(canaries, goodPassword, changed, key.Reveal(), "192.0.2.77", "$argon2id")

	dump := r.dump()
	require.Contains(t, dump, "ann@example.com", "the dump shows what is there")
	for _, table := range []string{"people", "sessions", "access_tokens", "refresh_tokens", "api_keys", "tickets", "master_key"} {
		require.Contains(t, dump, table+"\n")
	}
	hash := second.Access.hash()
	require.Contains(t, dump, hex.EncodeToString(hash[:]), "and how")
	for _, canary := range canaries {
		require.NotContains(t, dump, canary)
		require.NotContains(t, dump, hex.EncodeToString([]byte(canary)))
	}
}
