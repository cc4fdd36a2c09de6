// Package catalog lists what the log can hold: every event of every
// aggregate. The program reads and writes by it, and what outside readers get,
// docs/asyncapi.yaml and docs/schemas, is made from it.
package catalog

import (
	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
)

// Events are all events, by category.
var Events = map[string][]domain.Event{
	campaign.Category:   campaign.Events,
	pattern.Category:    pattern.Events,
	claim.Category:      claim.Events,
	persona.Category:    persona.Events,
	keywordset.Category: keywordset.Events,
	pipeline.Category:   pipeline.Events,
	natsuser.Category:   natsuser.Events,
	setting.Category:    setting.Events,
}
