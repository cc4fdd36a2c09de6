package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

func TestName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ value, want, code string }{
		"trimmed":            {value: " \u00a0Ada\n", want: "Ada"},
		"longest":            {value: strings.Repeat("ä", 255), want: strings.Repeat("ä", 255)},
		"empty":              {value: "", code: domain.FieldRequired},
		"blank":              {value: " \t ", code: domain.FieldRequired},
		"too long":           {value: strings.Repeat("ä", 256), code: domain.FieldTooLong},
		"line break inside":  {value: "a\nb", code: domain.FieldInvalid},
		"NUL":                {value: "a\x00b", code: domain.FieldInvalid},
		"no UTF-8":           {value: "a\xffb", code: domain.FieldInvalid},
		"C1 control, escape": {value: "a\u009bb", code: domain.FieldInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var checks domain.Checks
			got := checks.Name("name", test.value)
			if test.code == "" {
				require.NoError(t, checks.Err())
				require.Equal(t, test.want, got)
				return
			}
			refused, ok := domain.AsError(checks.Err())
			require.True(t, ok)
			require.Equal(t, test.code, refused.Fields[0].Code)
			require.Equal(t, "name", refused.Fields[0].Field)
		})
	}
}

func TestTextKeepsLinesAndRefusesOtherControls(t *testing.T) {
	t.Parallel()
	var checks domain.Checks
	checks.Text("notes", "first\n\tsecond\r\n", 15)
	require.NoError(t, checks.Err())
	checks.Text("notes", "\x00", 15)
	require.Error(t, checks.Err())
}
