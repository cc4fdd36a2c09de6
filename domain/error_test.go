package domain_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

func TestChecksNameEveryWrongField(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codes []string
		want  string
	}{
		"plain codes":            {[]string{domain.FieldRequired, domain.FieldTooLong}, domain.CodeValidation},
		"one plain code":         {[]string{domain.FieldRequired, domain.FieldRequired}, domain.CodeValidation},
		"one specific code":      {[]string{domain.CodeNotSupported, domain.CodeNotSupported}, domain.CodeNotSupported},
		"specific beside plain":  {[]string{domain.CodeNotSupported, domain.FieldRequired}, domain.CodeValidation},
		"two that are specific":  {[]string{domain.CodeNotSupported, domain.CodeNameTaken}, domain.CodeValidation},
		"plain before specific":  {[]string{domain.FieldRequired, domain.CodeNotSupported}, domain.CodeValidation},
		"a single specific code": {[]string{domain.CodeNotSupported}, domain.CodeNotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var checks domain.Checks
			checks.Require(true, "fine", domain.FieldRequired, "is fine")
			for i, code := range test.codes {
				checks.Require(false, fmt.Sprintf("rules[%d]", i), code, "is wrong")
			}
			refused, ok := domain.AsError(checks.Err())
			require.True(t, ok)
			require.Equal(t, domain.Invalid, refused.Kind)
			require.Equal(t, test.want, refused.Code)
			require.Len(t, refused.Fields, len(test.codes))
			require.Equal(t, domain.FieldError{Field: "rules[0]", Code: test.codes[0], Message: "is wrong"}, refused.Fields[0])
		})
	}
}

func TestChecksWithoutAnyWrongField(t *testing.T) {
	t.Parallel()
	var checks domain.Checks
	checks.Add()
	require.NoError(t, checks.Err())
}

func TestChecksTakeFieldsFoundElsewhere(t *testing.T) {
	t.Parallel()
	var checks domain.Checks
	checks.Add(domain.FieldError{Field: "a", Code: domain.FieldInvalid, Message: "is wrong"})
	require.ErrorContains(t, checks.Err(), "a: is wrong")
}

func TestRefusalIsFoundInsideOfAnotherError(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("decide: %w", domain.Refuse(domain.Conflict, domain.CodeInvalidState, "it is %s", "over"))
	refused, ok := domain.AsError(wrapped)
	require.True(t, ok)
	require.Equal(t, "it is over", refused.Error())
	require.Equal(t, domain.Conflict, refused.Kind)
	_, ok = domain.AsError(errors.New("a defect"))
	require.False(t, ok)
}
