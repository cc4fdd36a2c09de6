package people_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

// Whoever has no settings acts as one whose settings nobody changed.
func TestDefaultSettingsAreThoseOfSecrets(t *testing.T) {
	t.Parallel()
	require.Equal(t, secrets.DefaultSettings(), people.Settings(setting.Defaults)())
}
