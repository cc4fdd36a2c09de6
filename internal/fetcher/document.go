package fetcher

import (
	"mime"
	"net/http"
	"strings"
)

const maxLanguageBytes = 64

// document is what a person would read of a body.
type document struct{ title, text, language string }

// readDocument treats HTML and XML as markup, other text as it is, and anything else as having no text.
func readDocument(body []byte, contentType string) document {
	if contentType == "" {
		contentType = http.DetectContentType(body)
	}
	media, _, _ := mime.ParseMediaType(contentType) // a broken parameter leaves the type usable, a broken type is none
	switch {
	case media == "", media == "text/html", strings.HasSuffix(media, "xml"):
		return readMarkup(toUTF8(body, contentType))
	case strings.HasPrefix(media, "text/"), strings.HasSuffix(media, "json"), strings.HasSuffix(media, "javascript"):
		var c collapser
		c.write(toUTF8(body, contentType))
		return document{text: c.String()}
	default:
		return document{}
	}
}

func snippet(text string) string { return strings.Clone(firstRunes(text, maxSnippetRunes)) }

// firstRunes wants valid UTF-8.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
