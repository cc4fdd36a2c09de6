package people

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/catalog"
	"domainflow/domain/natsuser"
	"domainflow/domain/user"
)

func TestEveryCategoryHasARuleToHearIt(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, slices.Collect(maps.Keys(catalog.Events)), slices.Collect(maps.Keys(toHear)))
}

func TestMayHear(t *testing.T) {
	t.Parallel()
	require.True(t, MayHear(user.All, []string{natsuser.All}))
	require.True(t, MayHear(user.SetOf(user.PersonasRead), []string{"domainflow.persona.>"}))
	require.False(t, MayHear(user.SetOf(user.PersonasRead), []string{"domainflow.persona.>", "domainflow.user.>"}))
	require.False(t, MayHear(user.SetOf(user.PersonasRead), []string{"domainflow.*.*.created"}))
	require.False(t, MayHear(0, []string{"domainflow.persona.>"}))
}
