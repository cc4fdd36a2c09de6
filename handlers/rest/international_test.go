package rest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

func TestInternationalGenerationCampaign(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.post(generatePath, generation(object{"characterSet": "ÜÄaß", "variableLength": 2, "constantString": "MÜNCHEN",
		"tlds": []string{"РФ", "de", ".xn--p1ai"}, "autoStart": true})).is(http.StatusCreated)
	params := made["params"].(object)
	require.Equal(t, "aßäü", params["characterSet"])
	require.Equal(t, "münchen", params["constantString"])
	require.Equal(t, []any{"de", "xn--p1ai"}, params["tlds"])
	require.Equal(t, "32", params["spaceSize"])
	require.Len(t, params["patternHash"], 64)
	require.Equal(t, made, r.get(campaignsPath+"/"+made["id"].(string)).is(http.StatusOK))

	names := campaign.NamesGenerated{Names: []string{"muenchen.de", "xn--mnchen-3ya.xn--p1ai"}}
	r.part(made["id"].(string), names, names.Counts())
	page := r.get(campaignsPath + "/" + made["id"].(string) + "/results/generated-domains?minSequence=" + fmt.Sprint(r.last())).is(http.StatusOK)
	plain, international := page["items"].([]any)[0].(object), page["items"].([]any)[1].(object)
	require.NotContains(t, plain, "displayName")
	require.Equal(t, "xn--mnchen-3ya.xn--p1ai", international["domainName"])
	require.Equal(t, "münchen.рф", international["displayName"])

	// Another spelling is the same pattern: the next campaign goes on in it.
	again := r.post(generatePath, generation(object{"characterSet": "äau\u0308ẞ", "variableLength": 2, "constantString": "mu\u0308nchen",
		"tlds": []string{"xn--P1AI", "DE"}, "autoStart": true})).is(http.StatusCreated)
	require.Equal(t, params["patternHash"], again["params"].(object)["patternHash"])
	require.Equal(t, "5", again["range"].(object)["from"])

	fields := r.post(generatePath, generation(object{"characterSet": "a😀", "constantString": "a。b", "tlds": []string{"com", "1א"}})).
		fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
	require.Equal(t, map[string]string{"characterSet": "invalid", "constantString": "invalid", "tlds[1]": "invalid"}, fields)
}
