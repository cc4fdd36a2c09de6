package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"domainflow/domain"
	"domainflow/domain/keywordset"
	"domainflow/eventstore"
	"domainflow/internal/match"
)

const (
	// maxRules and maxPattern are what is looked at; more is refused anyway.
	maxRules   = 1000
	maxPattern = 1000
)

func (b KeywordSetBody) input(cmd command) keywordset.Input {
	in := keywordset.Input{Name: b.Name, Description: b.Description, IsEnabled: or(b.IsEnabled, true), MatchIn: b.MatchIn}
	for i, r := range b.Rules {
		in.Rules = append(in.Rules, keywordset.RuleInput{
			ID: r.ID, NewID: cmd.newID(fmt.Sprintf("rules[%d]", i)), Pattern: r.Pattern, RuleType: r.RuleType, IsCaseSensitive: r.IsCaseSensitive,
			Category: r.Category, ContextChars: r.ContextChars, Weight: r.Weight,
		})
	}
	return in
}

// checkRules refuses what the matcher could not compile when a run begins.
// It knows limits that the syntax of an expression does not have.
func checkRules(rules []keywordset.RuleInput) error {
	var checks domain.Checks
	for i, r := range atMost(rules, maxRules) {
		if utf8.RuneCountInString(r.Pattern) > maxPattern {
			continue
		}
		var wrong *match.RuleError
		if errors.As(match.Check(matchRule(r.Pattern, r.RuleType, r.IsCaseSensitive)), &wrong) {
			checks.Require(false, fmt.Sprintf("rules[%d].pattern", i), domain.FieldInvalid,
				"at character %d: %s", wrong.Offset+1, wrong.Message)
		}
	}
	return checks.Err()
}

func (s *server) createKeywordSet(ctx context.Context, in *creating[KeywordSetBody]) (*carried, error) {
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	input, id := in.Body.Value.input(cmd), cmd.newID("keyword_set")
	out, err := s.changeSet(ctx, cmd, in.Body.refused, id, input, func(uint64) (keywordset.Command, error) {
		return keywordset.Create{Input: input}, nil
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusCreated, keywordSetsPath, id, s.queries(ctx).KeywordSet)
}

func (s *server) updateKeywordSet(ctx context.Context, in *updating[keywordSetUpdate]) (*carried, error) {
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	input := in.Body.Value.input(cmd)
	out, err := s.changeSet(ctx, cmd, in.Body.refused, in.ID, input, func(sequence uint64) (keywordset.Command, error) {
		return keywordset.Update{Input: input}, current(in.Body.Value.ExpectedVersion, sequence)
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, s, out, http.StatusOK, keywordSetsPath, in.ID, s.queries(ctx).KeywordSet)
}

func (s *server) deleteKeywordSet(ctx context.Context, in *named) (*deleted, error) {
	cmd := s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.changeSet(ctx, cmd, nil, in.ID, keywordset.Input{}, func(uint64) (keywordset.Command, error) {
		return keywordset.Delete{}, nil
	})
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}

type loadedSet = eventstore.Loaded[keywordset.State, keywordset.Command, keywordset.Event]

// changeSet carries a command out on one set and on the claims of its name.
// The command may come with an objection to the state.
func (s *server) changeSet(
	ctx context.Context, cmd command, refused error, id string, input keywordset.Input,
	command func(uint64) (keywordset.Command, error),
) (outcome, error) {
	if !isID(id) {
		return outcome{}, errNotFound
	}
	rulesErr := checkRules(input.Rules)
	locks := append(s.nameLocks(keywordset.ClaimKind, input.Name), s.KeywordSets.Ref(id))
	return s.execute(ctx, cmd, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := s.KeywordSets.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		wanted, objection := command(before.Sequence)
		change, after, err := before.Decide(wanted)
		if err := together(err, rulesErr, objection); err != nil || change.Empty() {
			return []eventstore.Change{change}, err
		}
		claims, err := s.claims(ctx, naming{kind: keywordset.ClaimKind, holder: id, from: nameOfSet(before), to: nameOfSet(after)})
		return append(claims, change), err
	})
}

func nameOfSet(set loadedSet) string {
	if !set.State.Exists() {
		return ""
	}
	return set.State.Name
}
