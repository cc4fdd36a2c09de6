package processors

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"domainflow/domain/campaign"
)

// Step is what is done with a unit.
type Step string

const (
	Generate Step = "generate"
	Resolve  Step = "resolve"
	Fetch    Step = "fetch"
)

// Steps in the order in which a name passes them.
var Steps = []Step{Generate, Resolve, Fetch}

// stepOf is the step that a campaign's units need. A list has no units: its
// names are recorded by whoever reads its upload.
func stepOf(t campaign.Type) Step {
	switch t {
	case campaign.Generation:
		return Generate
	case campaign.DNS:
		return Resolve
	case campaign.HTTP:
		return Fetch
	}
	return ""
}

// key names a unit within its campaign. Part is -1 unless the unit is one
// part of its source's chunk.
type key struct{ chunk, part int }

// String is the token that stands for the unit in subjects: "12" or "12-0".
func (k key) String() string {
	if k.part < 0 {
		return strconv.Itoa(k.chunk)
	}
	return fmt.Sprintf("%d-%d", k.chunk, k.part)
}

// parseKey reads what [key.String] wrote and nothing else.
func parseKey(s string) (key, error) {
	chunk, part, found := strings.Cut(s, "-")
	k := key{part: -1}
	var err error
	if k.chunk, err = strconv.Atoi(chunk); err == nil && found {
		k.part, err = strconv.Atoi(part)
	}
	if err != nil || k.String() != s {
		return key{}, fmt.Errorf("%q is no unit", s)
	}
	return k, nil
}

// unit is one piece of work of one campaign.
type unit struct {
	step     Step
	campaign string
	key      key
}

func (u unit) subject() string {
	return fmt.Sprintf("work.%s.%s.%s", u.step, u.campaign, u.key)
}

// parseUnit reads what [unit.subject] wrote and nothing else.
func parseUnit(subject string) (unit, error) {
	tokens := strings.Split(subject, ".")
	if len(tokens) != 4 {
		return unit{}, fmt.Errorf("%q is no work subject", subject)
	}
	u := unit{step: Step(tokens[1]), campaign: tokens[2]}
	if tokens[0] != "work" || !slices.Contains(Steps, u.step) || u.campaign == "" {
		return unit{}, fmt.Errorf("%q is no work subject", subject)
	}
	var err error
	u.key, err = parseKey(tokens[3])
	return u, err
}

// sourceMessage is the part of the source that holds the items of unit k.
func sourceMessage(step Step, k key) (typ, unit string, part int) {
	if step == Fetch {
		return campaign.NamesResolved{}.EventType(), strconv.Itoa(k.chunk), k.part
	}
	return campaign.NamesGenerated{}.EventType(), k.String(), 0
}
