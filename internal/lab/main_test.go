package lab_test

import (
	"testing"

	"domainflow/internal/lab"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, config lab.Config) *lab.Lab {
	t.Helper()
	l, err := lab.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}
