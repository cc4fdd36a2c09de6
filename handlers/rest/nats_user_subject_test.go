package rest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/handlers/people"
)

func TestNATSUsersHearWhatTheirCreatorMayRead(t *testing.T) {
	t.Parallel()
	everything := []string{"domainflow.>"}
	for name, c := range map[string]struct {
		has      user.Set
		subjects []string
		refused  []string
	}{
		"everything, by who may":             {user.All, nil, nil},
		"everything, by one who lacks one":   {user.All.Without(user.SetOf(user.UsersManage)), nil, []string{"subjects[0]"}},
		"everything in other words":          {user.SetOf(user.SystemAdmin), []string{"domainflow.*.*.created", "domainflow.*.>"}, []string{"subjects[0]", "subjects[1]"}},
		"a scope of a key":                   {user.SetOf(user.SystemAdmin), everything, []string{"subjects[0]"}},
		"people, by a key without them":      {user.SetOf(user.SystemAdmin), []string{"domainflow.nats_user.>", "domainflow.user.>"}, []string{"subjects[1]"}},
		"campaigns, by who sees all":         {user.SetOf(user.SystemAdmin, user.CampaignsReadAll), []string{"domainflow.campaign.>"}, nil},
		"campaigns, by who sees their own":   {user.SetOf(user.SystemAdmin, user.CampaignsRead), []string{"domainflow.campaign.>"}, []string{"subjects[0]"}},
		"what may be a category of tomorrow": {user.SetOf(user.SystemAdmin), []string{"domainflow.tomorrow.>"}, []string{"subjects[0]"}},
	} {
		err := mayHear(people.Caller{Permissions: c.has}, c.subjects)
		if c.refused == nil {
			require.NoError(t, err, name)
			continue
		}
		refusal, ok := domain.AsError(err)
		require.True(t, ok, name)
		require.Equal(t, domain.Forbidden, refusal.Kind, name)
		var found []string
		for _, f := range refusal.Fields {
			found = append(found, f.Field)
		}
		require.Equal(t, c.refused, found, name)
	}
}
