package eventstore

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A second spelling of an expectation, wherever it is, loses updates on a cluster and nowhere else.
func TestExpectationsAreMadeInOneFile(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var makers []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, word := range []string{"ExpectedLast", "Nats-Expected", "WithExpect"} {
			if strings.Contains(string(source), word) {
				makers = append(makers, file)
				break
			}
		}
	}
	require.Equal(t, []string{"expectation.go"}, makers)
}
