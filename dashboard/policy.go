package dashboard

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// directives are what a page may load beside its inline scripts: what we serve.
// A frame, a plugin, a form that is sent, a foreign host: none.
const directives = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; script-src 'self'"

// workerPolicy is that of the service worker: what it fetches is judged by the
// policy that it came with, not by that of the page.
const (
	worker       = "sw.js"
	workerPolicy = "default-src 'none'; connect-src 'self'"
)

// policyOf allows the inline scripts of this very page, by their hashes (CSP
// level 3, 2.3.1): a page and its policy cannot drift apart.
func policyOf(page []byte) (string, error) {
	scripts, err := inlineScripts(page)
	if err != nil {
		return "", err
	}
	var policy strings.Builder
	policy.WriteString(directives)
	seen := map[string]bool{}
	for _, script := range scripts {
		sum := sha256.Sum256(script)
		hash := " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if !seen[hash] {
			policy.WriteString(hash)
		}
		seen[hash] = true
	}
	return policy.String(), nil
}

// inlineScripts are the texts of the scripts that come with the page.
func inlineScripts(page []byte) ([][]byte, error) {
	var scripts [][]byte
	inline := false
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if errors.Is(z.Err(), io.EOF) {
				return scripts, nil
			}
			return nil, z.Err()
		case html.StartTagToken:
			token := z.Token()
			inline = token.Data == "script" && !hasSource(token)
		case html.TextToken:
			if inline {
				scripts = append(scripts, bytes.Clone(z.Raw()))
			}
		case html.EndTagToken:
			inline = false
		}
	}
}

func hasSource(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "src" {
			return true
		}
	}
	return false
}
