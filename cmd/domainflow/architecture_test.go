package main

import (
	"bufio"
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayImport says who may import whom inside the module; the longest prefix
// decides. Third-party packages are restricted by mayUse.
var mayImport = []struct {
	pkg     string
	allowed []string
}{
	{"domain/domaintest", []string{"domain"}},
	{"domain/catalog", []string{"domain", "domain/"}},
	// What a host name is must be one thing to those who accept, make and show
	// them. internal/names is as pure as the domain.
	{"domain/pattern", []string{"domain", "internal/names"}},
	{"domain/", []string{"domain"}},
	{"domain", nil},
	{"eventstore", []string{"domain"}},
	{"projections", []string{"domain", "domain/", "eventstore", "internal/names", "migrations"}},
	{"migrations", nil},
	{"handlers/rest", []string{"domain", "domain/", "eventstore", "handlers/audit", "handlers/people", "internal/", "projections"}},
	{"handlers/live", []string{"domain", "domain/", "eventstore", "handlers/people", "internal/", "projections"}},
	{"handlers/processors", []string{"domain", "domain/", "eventstore", "internal/"}},
	{"internal/inflight", nil},
	{"handlers/natsusers", []string{"domain", "domain/", "eventstore", "handlers/people", "internal/"}},
	{"handlers/people", []string{"domain", "domain/", "eventstore", "internal/secrets"}},
	{"handlers/audit", []string{"domain", "domain/", "eventstore", "internal/secrets"}},
	{"handlers/settings", []string{"domain", "domain/", "eventstore"}},
	{"internal/embedded", []string{"internal/embedded"}},
	{"internal/", []string{"internal/"}},
	{"bench", []string{""}},
	// Programs of others see what anybody sees.
	{"examples/", nil},
	{"dashboard/e2e/", []string{"internal/lab"}},
	{"dashboard", nil},
	{"cmd/", []string{""}},
}

// onlyIn lists third-party packages that one part of the program alone may
// use, so that each can be replaced in one place.
var onlyIn = map[string][]string{
	"github.com/nats-io/":     {"eventstore", "internal/embedded", "handlers/processors", "handlers/natsusers", "cmd/domainflow", "bench", "examples/"},
	"github.com/jackc/pgx":    {"projections", "internal/embedded", "internal/secrets", "migrations", "cmd/domainflow", "bench"},
	"github.com/labstack":     {"handlers/rest", "handlers/live", "cmd/domainflow", "bench"},
	"github.com/olahol":       {"handlers/live"},
	"github.com/miekg/dns":    {"internal/resolver", "internal/lab", "handlers/processors"},
	"github.com/danielgtayl":  {"handlers/rest", "bench"},
	"github.com/pressly":      {"migrations"},
	"code.dny.dev/ssrf":       {"internal/fetcher", "internal/resolver"},
	"golang.org/x/net/html":   {"internal/fetcher", "dashboard"},
	"golang.org/x/sys":        {"internal/resolver"},
	"golang.org/x/crypto":     {"internal/secrets"},
	"golang.org/x/term":       {"cmd/domainflow"},
	"github.com/alecthomas":   {"cmd/domainflow"},
	"github.com/andybalholm/": {"internal/fetcher", "internal/lab"},
	"github.com/santhosh-":    {}, // tests only
}

const module = "domainflow/"

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	t.Parallel()
	for pkg, imports := range packages(t) {
		rule := ruleFor(pkg)
		require.NotNil(t, rule, "%s has no import rule: it is not in the tree of the design", pkg)
		for _, imported := range imports {
			inside, isOurs := strings.CutPrefix(imported, module)
			if isOurs {
				require.True(t, allows(rule, inside), "%s imports %s", pkg, inside)
				continue
			}
			for prefix, users := range onlyIn {
				if strings.HasPrefix(imported, prefix) {
					require.True(t, allows(users, pkg) || allows(users, pkg+"/"), "%s imports %s", pkg, imported)
				}
			}
		}
	}
}

// packages are those of the module, without its prefix, and what their
// product code imports.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	require.NoError(t, err)
	found := map[string][]string{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		found[strings.TrimPrefix(words[0], module)] = words[1:]
	}
	require.NotEmpty(t, found)
	return found
}

func ruleFor(pkg string) []string {
	for _, rule := range mayImport {
		if pkg == rule.pkg || strings.HasSuffix(rule.pkg, "/") && strings.HasPrefix(pkg, rule.pkg) ||
			strings.HasPrefix(pkg, rule.pkg+"/") {
			return append([]string{}, rule.allowed...)
		}
	}
	return nil
}

// allows says whether pkg is one of the allowed or below one that ends in a
// slash; "" allows everything.
func allows(allowed []string, pkg string) bool {
	for _, a := range allowed {
		if a == "" || pkg == a || strings.HasPrefix(pkg, a+"/") || strings.HasSuffix(a, "/") && strings.HasPrefix(pkg, a) {
			return true
		}
	}
	return false
}
