package processors

import (
	"context"

	"domainflow/domain/campaign"
	"domainflow/internal/fetcher"
	"domainflow/internal/match"
)

const (
	// maxMatches and maxMatchBytes bound what one page may put into an event.
	maxMatches    = 100
	maxMatchBytes = 32 << 10
	// adHocContext and adHocWeight stand for the settings that keywords of a
	// campaign itself do not have: the defaults of a rule.
	adHocContext = 40
	adHocWeight  = 10
)

// rules are the keyword rules of one run, compiled once.
type rules struct {
	matcher *match.Matcher
	// about tells, for every rule, all of its match but the hit.
	about []campaign.Match
}

func (s *plans) rules(ctx context.Context, state campaign.State) (*rules, error) {
	var compile []match.Rule
	out := &rules{}
	for _, pin := range state.KeywordSets {
		loaded, err := s.KeywordSets.LoadAt(ctx, pin.ID, pin.Sequence)
		if err != nil {
			return nil, err
		}
		set := loaded.State
		for _, rule := range set.Rules {
			compile = append(compile, match.Rule{
				Pattern: rule.Pattern, Regex: rule.RuleType == "regex", CaseSensitive: rule.IsCaseSensitive,
				ContextChars: rule.ContextChars, In: places(set.MatchIn),
			})
			out.about = append(out.about, campaign.Match{
				KeywordSetID: pin.ID, KeywordSetName: set.Name, RuleID: rule.ID, Pattern: rule.Pattern,
				RuleType: string(rule.RuleType), Category: rule.Category, Weight: rule.Weight,
			})
		}
	}
	for _, keyword := range state.Params.HTTP.AdHocKeywords {
		compile = append(compile, match.Rule{
			Pattern: keyword, ContextChars: adHocContext, In: match.VisibleText | match.Title,
		})
		out.about = append(out.about, campaign.Match{
			AdHoc: true, Pattern: keyword, RuleType: "string", Weight: adHocWeight,
		})
	}
	var err error
	out.matcher, err = match.Compile(compile)
	return out, err
}

var placeNames = map[match.Place]string{
	match.VisibleText: "visible_text", match.Title: "title", match.RawBody: "raw_body", match.Headers: "headers",
}

func places[S ~string](names []S) match.Place {
	var set match.Place
	for place, name := range placeNames {
		for _, n := range names {
			if string(n) == name {
				set |= place
			}
		}
	}
	return set
}

// find lists what the rules found on a page, cut to the limits of an event.
func (r *rules) find(page fetcher.Page) (matches []campaign.Match, truncated bool) {
	hits := r.matcher.Match(match.Page{Text: page.Text, Title: page.Title, Body: page.Body, Headers: page.RawHeaders})
	size := 0
	for _, hit := range hits {
		m := r.about[hit.Rule]
		m.Where, m.Count, m.CountCapped = placeNames[hit.Where], hit.Count, hit.Capped
		m.MatchedText, m.Context = hit.Text, hit.Context
		size += len(m.Pattern) + len(m.MatchedText) + len(m.Context) + len(m.KeywordSetName) + 200
		if len(matches) == maxMatches || size > maxMatchBytes {
			return matches, true
		}
		matches = append(matches, m)
	}
	return matches, false
}

// pageResult judges a fetched page: only one with an allowed status code is
// searched.
func (p *plan) pageResult(item resolvedName, persona string, page fetcher.Page) campaign.PageResult {
	result := campaign.PageResult{
		Ordinal: item.ordinal, Name: item.name, Status: campaign.HTTPStatus(page.Outcome),
		StatusCode: page.StatusCode, FinalURL: page.FinalURL,
		TLSVersion: page.TLSVersion, TLSVerified: page.TLSVerified, TLSError: page.TLSError,
		HTTPVersion: page.HTTPVersion, RemoteAddress: page.RemoteAddress,
		Title: page.Title, ContentType: page.ContentType, ServerHeader: page.ServerHeader, Language: page.Language,
		Headers: page.Headers, ContentHash: page.ContentHash, BodyBytes: page.BodyBytes, Truncated: page.Truncated,
		Snippet: page.Snippet, PersonaID: persona, Attempts: page.Attempts, DurationMs: page.Duration.Milliseconds(),
		CheckedAt: page.CheckedAt.UTC(), ErrorCode: page.ErrorCode, ErrorMessage: page.ErrorMessage,
	}
	for _, hop := range page.Redirects {
		result.Redirects = append(result.Redirects, campaign.Redirect(hop))
	}
	if page.Outcome != fetcher.Answered {
		return result
	}
	result.Status = campaign.HTTPNoMatch
	result.Matches, result.MatchesTruncated = p.rules.find(page)
	if len(result.Matches) > 0 || result.MatchesTruncated {
		result.Status = campaign.HTTPMatch
	}
	return result
}
