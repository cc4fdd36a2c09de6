package rest

import (
	"context"
	"math/big"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/user"
	"domainflow/internal/names"
	"domainflow/projections"
)

func (s *server) previewRoutes() {
	handle(s, access(user.CampaignsCreate), huma.Operation{
		OperationID: "preview-pattern", Method: http.MethodPost, Path: base + "/patterns/preview", Tags: []string{"patterns"},
		Summary: "What a generation would give; nothing is reserved", DefaultStatus: http.StatusOK,
	}, s.previewPattern)
}

type previewBody struct {
	DomainGenerationParams *GenerationFields `json:"domainGenerationParams" required:"true"`
	Count                  *int              `json:"count,omitempty" minimum:"1" maximum:"100" doc:"Of firstNames; 20 unless given"`
}

type previewing struct {
	Reading
	Body body[previewBody]
}

func (in *previewing) ready(ctx context.Context, s *server) error {
	return firstOf(in.Body.fault(), in.Reading.ready(ctx, s))
}

// preview is what a generation would find if it started now.
type preview struct {
	PatternHash string                  `json:"patternHash"`
	SpaceSize   domain.Big              `json:"spaceSize"`
	NextOffset  domain.Big              `json:"nextOffset" doc:"The first that nobody has"`
	Remaining   domain.Big              `json:"remaining"`
	Range       projections.OffsetRange `json:"range" doc:"What a campaign with these params would get"`
	FirstNames  []string                `json:"firstNames" doc:"The next valid names"`
	// Of the next SampleSize offsets, InvalidInSample give no valid name.
	InvalidInSample   int                        `json:"invalidInSample"`
	SampleSize        int                        `json:"sampleSize"`
	ExhaustionWarning bool                       `json:"exhaustionWarning" doc:"Fewer than 10,000 offsets are left"`
	UnusedRanges      []projections.OffsetRange  `json:"unusedRanges" doc:"Of cancelled campaigns; nobody gets them any more. 1,000 at most"`
	PriorCampaigns    []projections.PatternRange `json:"priorCampaigns" doc:"The newest first, 1,000 at most"`
}

const (
	previewNames = 20
	maxPreview   = 100
	// sampleSize is how many offsets are tried for how many are invalid.
	sampleSize = 1000
	// searchLimit is how many are tried for valid names: where almost none is,
	// the preview shows fewer.
	searchLimit = 100_000
	fewLeft     = 10_000
)

func (s *server) previewPattern(ctx context.Context, in *previewing) (*answer[preview], error) {
	body := in.Body.Value
	var checks domain.Checks
	checks.Require(body.DomainGenerationParams != nil, "domainGenerationParams", domain.FieldRequired, "must not be left out")
	count := or(body.Count, previewNames)
	checks.Require(count >= 1 && count <= maxPreview, "count", domain.FieldOutOfRange, "must be 1 to %d", maxPreview)
	var params campaign.GenerationParams
	var configErr error
	if body.DomainGenerationParams != nil {
		params, configErr = body.DomainGenerationParams.params()
	}
	if err := together(in.Body.refused, checks.Err(), within("domainGenerationParams", configErr)); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	handed, sequence, err := s.queries(ctx).Pattern(ctx, params.PatternHash)
	if err != nil {
		return nil, outage(err)
	}
	return &answer[preview]{EventSequence: sequence, Body: previewOf(params, handed, count)}, nil
}

func previewOf(params campaign.GenerationParams, handed projections.Pattern, count int) preview {
	p := preview{
		PatternHash: params.PatternHash, SpaceSize: params.SpaceSize, NextOffset: handed.NextOffset,
		Remaining: params.SpaceSize.Sub(handed.NextOffset), FirstNames: []string{},
		UnusedRanges: handed.Unused, PriorCampaigns: handed.Ranges,
	}
	p.ExhaustionWarning = p.Remaining.Cmp(domain.BigOf(fewLeft)) < 0
	size := p.Remaining
	if wanted := params.NumDomainsToGenerate; wanted.Sign() > 0 && wanted.Cmp(size) < 0 {
		size = wanted
	}
	p.Range = projections.OffsetRange{From: p.NextOffset, To: p.NextOffset.Plus(size)}
	p.sample(params, count)
	return p
}

// sample makes the next names.
func (p *preview) sample(params campaign.GenerationParams, count int) {
	pattern := names.Pattern{
		Prefix: params.PrefixVariableLength, Suffix: params.SuffixVariableLength,
		Characters: params.CharacterSet, Constant: params.ConstantString, TLDs: params.TLDs,
	}
	tries := searchLimit
	if left := p.Remaining.Int(); left.Cmp(big.NewInt(searchLimit)) < 0 {
		tries = int(left.Int64())
	}
	pattern.Each(p.NextOffset.Int(), tries, func(i int, name string, valid bool) bool {
		if i < sampleSize {
			p.SampleSize++
			if !valid {
				p.InvalidInSample++
			}
		}
		if valid && len(p.FirstNames) < count {
			p.FirstNames = append(p.FirstNames, name)
		}
		return i < sampleSize || len(p.FirstNames) < count
	})
}
