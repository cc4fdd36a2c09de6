package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
)

// count is a number that may exceed 2^53: a decimal string, or an integer.
type count struct {
	domain.Big
	malformed bool
}

// UnmarshalJSON fails for what is neither string nor integer. A string that is
// no number has the right type; it only is not acceptable.
func (c *count) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		c.malformed = c.Big.UnmarshalJSON(data) != nil
		return nil
	}
	return c.Big.UnmarshalJSON([]byte(`"` + string(data) + `"`))
}

func (c *count) unacceptable() string {
	if c.malformed {
		return "must be a decimal integer of at most 1,000 digits"
	}
	return ""
}

// Schema is for the OpenAPI document.
func (*count) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf:    []*huma.Schema{{Type: huma.TypeString, Pattern: `^[0-9]{1,1000}$`}, {Type: huma.TypeInteger}},
		Examples: []any{"20000"},
	}
}
