package domain_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
)

func TestBigIsADecimalString(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`-?[1-9][0-9]{0,400}|0`).Draw(t, "digits")
		var b domain.Big
		require.NoError(t, json.Unmarshal([]byte(`"`+digits+`"`), &b))
		encoded, err := json.Marshal(b)
		require.NoError(t, err)
		require.Equal(t, `"`+digits+`"`, string(encoded))
	})
}

func TestBigRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{`1`, `""`, `"1.5"`, `"0x10"`, `"1_000"`, `null1`, `"` + strings.Repeat("9", 1001) + `"`} {
		var b domain.Big
		require.Error(t, json.Unmarshal([]byte(bad), &b), bad)
	}
}

func TestBigReadsIntoNumbersOfItsOwn(t *testing.T) {
	t.Parallel()
	a := domain.BigOf(7)
	b := a
	require.NoError(t, json.Unmarshal([]byte(`"9"`), &b))
	require.Equal(t, "7", a.String())
	require.Equal(t, "9", b.String())
}

func TestZeroIsOneValue(t *testing.T) {
	t.Parallel()
	var read domain.Big
	require.NoError(t, json.Unmarshal([]byte(`"0"`), &read))
	five := domain.BigOf(5)
	for _, zero := range []domain.Big{read, domain.BigOf(0), five.Sub(five), five.Add(-5), five.Plus(domain.BigOf(-5))} {
		require.Equal(t, domain.Big{}, zero)
	}
}

func TestBigArithmetic(t *testing.T) {
	t.Parallel()
	huge, _ := new(big.Int).SetString("100000000000000000000000000000", 10)
	b := domain.NewBig(huge)
	require.Equal(t, "100000000000000000000000000007", b.Add(7).String())
	require.Equal(t, "200000000000000000000000000000", b.Plus(b).String())
	require.Equal(t, 0, b.Sub(b).Sign())
	require.Equal(t, 1, b.Cmp(domain.BigOf(1)))
	require.False(t, b.IsInt64())
	huge.SetInt64(1)
	require.False(t, b.IsInt64(), "a Big changed under its owner")
	b.Int().SetInt64(1)
	require.False(t, b.IsInt64(), "a Big changed under its owner")
}
