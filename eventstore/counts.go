package eventstore

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"domainflow/domain"
)

// formatCounts writes counts the one way they are written: `resolved=120,unresolved=880`, sorted, zeros left out.
func formatCounts(counts domain.Counts) (string, error) {
	var b strings.Builder
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		n := counts[status]
		switch {
		case !isToken(status) || n < 0:
			return "", fmt.Errorf("%w: count %q=%d", ErrMalformed, status, n)
		case n == 0:
			continue
		case b.Len() > 0:
			b.WriteByte(',')
		}
		b.WriteString(status)
		b.WriteByte('=')
		b.WriteString(strconv.FormatInt(n, 10))
	}
	return b.String(), nil
}

// parseCounts takes only what formatCounts writes. No header is no counts.
func parseCounts(s string) (domain.Counts, error) {
	if s == "" {
		return nil, nil
	}
	counts, previous := domain.Counts{}, ""
	for pair := range strings.SplitSeq(s, ",") {
		status, number, _ := strings.Cut(pair, "=")
		n, err := parseNumber(number)
		if err != nil || n == 0 || !isToken(status) || status <= previous {
			return nil, fmt.Errorf("%w %s: %q", errHeader, hdrCounts, pair)
		}
		counts[status], previous = n, status
	}
	return counts, nil
}
