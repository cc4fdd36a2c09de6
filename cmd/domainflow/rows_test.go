package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// securityRows are the rows S01 to S24 (after OWASP API Top 10 2023 and ASVS
// 5.0.0): the tests that hold each, by folder.
var securityRows = map[string]map[string][]string{
	"S01 the things of others do not exist": {"handlers/rest": {"TestEveryRouteAsEverybody", "TestAPIKeyLifecycle"}},
	"S02 one permission a route":            {"handlers/rest": {"TestEveryRouteAsEverybody"}},
	"S03 unknown fields, secret members": {
		"handlers/rest": {"TestBadBodiesChangeNothing", "TestAnswersHaveNoMemberForSecrets"}, "internal/secrets": {"TestNoExportedStructShowsASecret"},
	},
	"S04 what is revoked ends at once": {"internal/secrets": {"TestEndIsSeenElsewhereWithinASecond"}, "handlers/rest": {"TestSessions", "TestAPIKeyLifecycle"}},
	"S05 failed logins look the same":  {"handlers/rest": {"TestS05FailuresLookTheSame"}},
	"S06 failures slow down":           {"handlers/rest": {"TestS06FailuresSlowDown"}, "internal/secrets": {"TestGuessingIsRefused", "TestStrangersLockNobodyOut"}},
	"S07 passwords":                    {"handlers/rest": {"TestS07ChangePassword"}, "internal/secrets": {"TestCheckPassword"}},
	"S08 no default account":           {"handlers/rest": {"TestSetup", "TestOneOfManySetupsSucceeds"}},
	"S09 used refresh tokens":          {"internal/secrets": {"TestUsedRefreshTokens"}, "handlers/rest": {"TestB4Refresh"}},
	"S10 canaries are found nowhere":   {"handlers/rest": {"TestS10CanariesAreFoundNowhere", "TestAccessLogKeepsNoSecrets"}},
	"S11 upgrades and tickets":         {"handlers/rest": {"TestForeignHostsAndOrigins", "TestAllowedOrigins"}, "internal/secrets": {"TestTickets", "TestTicketLetsOneIn"}},
	"S12 pages of others":              {"handlers/rest": {"TestForeignHostsAndOrigins", "TestRefreshCookie"}},
	"S13 security headers":             {"handlers/rest": {"TestSecurityHeadersOnEveryAnswer", "TestStrictTransportUnderTLS"}},
	"S14 limits":                       {"handlers/rest": {"TestDepthOfBodies", "TestLengthOfQueries", "TestMediaTypesAndSizes", "TestSettingsOfSizes", "TestRateLimit"}},
	"S15 forwarded addresses":          {"handlers/rest": {"TestForwardedAddresses"}},
	"S16 outbound guard":               {"internal/fetcher": {"TestGuardRefusesAddresses", "TestGuardRefusesRedirects", "TestRedirectLoopEnds"}},
	"S17 page texts are never HTML":    {"dashboard/e2e": {"pages with hostile titles break nothing (F5)"}},
	"S18 formulas in CSV":              {"handlers/rest": {"TestCells"}},
	"S19 lines in the log":             {"handlers/rest": {"TestAccessLogIsOneLineARequest"}},
	"S20 no insides in public":         {"handlers/rest": {"TestNoInsidesInPublic"}},
	"S21 no flood of one target":       {"internal/fetcher": {"TestRequestsToOneHostAreBounded", "TestPolitenessTowardsAllOthers"}, "internal/resolver": {"TestRateLimits"}},
	"S22 who did what": {
		"handlers/rest":     {"TestF8EveryChangeHasItsActor", "TestF8AccessRecords", "TestF8LoginsAreRecorded"},
		"internal/embedded": {"TestOwnConnectionCannotTakeOutWhatIsStored", "TestUsersMayDoNothingElse"},
	},
	"S23 defects show nothing": {"handlers/rest": {"TestDefectsShowOnlyTheRequestID"}},
}

// notYet are rows that need what does not exist yet.
var notYet = []string{
	"S16 through a proxy: needs proxies",
	"S24 known vulnerabilities and a bill of materials: `make audit sbom`, part of `make release`; it asks databases on the network, so no test does",
}

// Every row has tests that exist, or says by name what it waits for.
func TestSecurityRows(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for row, folders := range securityRows {
		listed[row[:3]] = true
		for folder, names := range folders {
			existing := testsIn(t, folder)
			for _, name := range names {
				require.True(t, existing[name], "%s: there is no %s in %s", row, name, folder)
			}
		}
	}
	for _, row := range notYet {
		listed[row[:3]] = true
		t.Log("not yet: ", row)
	}
	for i := range 24 {
		require.True(t, listed[fmt.Sprintf("S%02d", i+1)], "row %d", i+1)
	}
	require.Len(t, listed, 24)
}

// pageTest begins a test of the dashboard.
var pageTest = regexp.MustCompile(`(?m)^\s*test\('([^']+)'`)

// testsIn are the names of the tests of a folder.
func testsIn(t *testing.T, folder string) map[string]bool {
	t.Helper()
	specs, err := filepath.Glob(filepath.Join("../..", folder, "*.spec.ts"))
	require.NoError(t, err)
	names := map[string]bool{}
	for _, file := range specs {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, found := range pageTest.FindAllStringSubmatch(string(text), -1) {
			names[found[1]] = true
		}
	}
	files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}
