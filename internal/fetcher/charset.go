package fetcher

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

var utf8Mark = []byte("\xef\xbb\xbf")

// toUTF8 converts by byte order mark, header or <meta>, in that order. Without any of them, UTF-8 is assumed where
// the whole body is valid, else windows-1252, as browsers do; x/net judges by the first 1,024 bytes alone. UTF-8 is
// returned unchanged, invalid bytes and all: who reads it replaces them.
func toUTF8(body []byte, contentType string) []byte {
	encoding, name, certain := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" || !certain && name == "windows-1252" && utf8.Valid(body) {
		return bytes.TrimPrefix(body, utf8Mark)
	}
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return bytes.TrimPrefix(text, utf8Mark)
}
