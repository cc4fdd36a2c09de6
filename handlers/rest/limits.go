package rest

import (
	"fmt"

	"github.com/labstack/echo/v4"
)

const (
	// maxQuery is more than all parameters of any query need.
	maxQuery = 8 << 10
	// maxDepth is more than any body needs. encoding/json reads 10,000 levels,
	// each of which costs its readers a call.
	maxDepth = 32
)

// checkQuery refuses queries that nobody needs, before they are parsed.
func (s *server) checkQuery(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r := c.Request(); len(r.URL.RawQuery) > maxQuery {
			return newProblem(requestOf(r.Context()), codeBadRequest, fmt.Sprintf("the query is longer than %d bytes", maxQuery))
		}
		return next(c)
	}
}

// isDeep says whether objects and arrays are nested deeper than maxDepth. Of
// what is not JSON it may say anything.
func isDeep(data []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case b == '"':
			inString = !inString
		case inString && b == '\\':
			i++
		case inString:
		case b == '{' || b == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}
