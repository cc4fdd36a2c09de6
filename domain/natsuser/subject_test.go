package natsuser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/natsuser"
)

func TestSubjectsThatSelectEvents(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"domainflow.>", "domainflow.*.>", "domainflow.campaign.>", "domainflow.campaign.*.>", "domainflow.campaign.*.completed",
		"domainflow.*.*.*", "domainflow.campaign.0190-a_B.names_resolved.*.*", "domainflow.campaign.*.names_resolved.>",
		"domainflow.campaign.*.names_resolved.0-1.>",
	} {
		domaintest.Run(t, natsuser.Decider, row{Name: good, When: natsuser.Create{User: user("w", good)},
			Then: events{natsuser.Created{User: user("w", good)}}})
	}
}

func TestSubjectsThatDoNot(t *testing.T) {
	t.Parallel()
	long := "domainflow.campaign." + strings.Repeat("a", 240) + ".>"
	for _, bad := range []string{
		"", ">", "*", "*.>", "domainflow", "domainflow.", "append.>", "append.domainflow.>", "$JS.API.>", "$SYS.>", "_INBOX.>", "domainflow2.>",
		"Domainflow.>", " domainflow.>", "domainflow.> q", "domainflow..>", ".domainflow.>", "domainflow.>.", "domainflow.campaign.", "domainflow.>.a",
		"domainflow.a*.>", "domainflow.a>", "domainflow.ä.>", "domainflow.a\x00.>", "domainflow.campaign", "domainflow.campaign.a", "domainflow.a.b.c.d",
		"domainflow.a.b.c.d.e.f", "domainflow.a.b.c.d.e.>", long, "domainflow.access.>", "domainflow.access.*.refused",
	} {
		domaintest.Run(t, natsuser.Decider, row{Name: bad, When: natsuser.Create{User: user("w", bad)},
			Refused: domaintest.Invalid(domain.CodeValidation, "subjects[0]")})
	}
}

func TestSubjectsTogether(t *testing.T) {
	t.Parallel()
	var twenty []string
	for i := range 20 {
		twenty = append(twenty, fmt.Sprintf("domainflow.c%d.>", i))
	}
	refuse := func(name string, refused *domaintest.Refusal, subjects ...string) row {
		return row{Name: name, When: natsuser.Create{User: user("w", subjects...)}, Refused: refused}
	}
	domaintest.Run(t, natsuser.Decider,
		row{Name: "twenty", When: natsuser.Create{User: user("w", twenty...)}, Then: events{natsuser.Created{User: user("w", twenty...)}}},
		row{Name: "that share some events", When: natsuser.Create{User: user("w", "domainflow.campaign.>", "domainflow.*.*.created")},
			Then: events{natsuser.Created{User: user("w", "domainflow.campaign.>", "domainflow.*.*.created")}}},
		refuse("one too many", domaintest.Invalid(domain.CodeValidation, "subjects"), append(twenty, "domainflow.c20.>")...),
		refuse("one twice", domaintest.Invalid(domain.CodeValidation, "subjects[1]"), "domainflow.a.>", "domainflow.a.>"),
		refuse("one within a later one", domaintest.Invalid(domain.CodeValidation, "subjects[0]"), "domainflow.a.*.created", "domainflow.a.>"),
		refuse("one that selects results alone, within a later one", domaintest.Invalid(domain.CodeValidation, "subjects[0]"),
			"domainflow.a.b.c.>", "domainflow.a.b.*.*.>"),
		refuse("the same results in other words", domaintest.Invalid(domain.CodeValidation, "subjects[1]"),
			"domainflow.a.b.c.>", "domainflow.a.b.c.*.*"),
		refuse("all wrong ones at once", domaintest.Invalid(domain.CodeValidation, "subjects[0]", "subjects[2]"), "a", "domainflow.a.>", "b"),
	)
}

var (
	word     = rapid.SampledFrom([]string{"a", "b", "*"})
	subjects = rapid.Custom(func(t *rapid.T) string {
		words := append([]string{"domainflow"}, rapid.SliceOfN(word, 0, 6).Draw(t, "words")...)
		if rapid.Bool().Draw(t, "tail") {
			words = append(words, ">")
		}
		return strings.Join(words, ".")
	})
)

// No subject that is accepted beside another selects only what that one does,
// and each can select some event.
func TestEverySubjectHasAnEffect(t *testing.T) {
	t.Parallel()
	var all []string
	for _, words := range []int{3, 5} {
		for n := range 1 << words {
			s := "domainflow"
			for i := range words {
				s += "." + []string{"a", "b"}[n>>i&1]
			}
			all = append(all, s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pair := rapid.SliceOfN(subjects, 2, 2).Draw(t, "pair")
		_, err := natsuser.Decider.Decide(natsuser.State{}, natsuser.Create{User: user("w", pair...)})
		var first, second, both int
		for _, s := range all {
			a, b := selects(pair[0], s), selects(pair[1], s)
			first, second, both = first+count(a), second+count(b), both+count(a && b)
		}
		if err == nil {
			require.Less(t, both, first)
			require.Less(t, both, second)
		}
		if first == 0 || second == 0 {
			require.Error(t, err)
		}
		if refused, ok := domain.AsError(err); ok && refused.Fields[0].Code == domain.FieldDuplicate {
			require.Equal(t, min(first, second), both, "refused, and not within the other")
		}
	})
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// selects is how NATS reads a subject with wildcards.
func selects(pattern, subject string) bool {
	wanted, words := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, w := range wanted {
		switch {
		case i >= len(words):
			return false
		case w == ">":
			return true
		case w != "*" && w != words[i]:
			return false
		}
	}
	return len(wanted) == len(words)
}
