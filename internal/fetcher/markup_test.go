package fetcher

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"pgregory.net/rapid"
)

func TestVisibleText(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{
		"plain":                    "plain",
		"<p>one</p><p>two</p>":     "one two",
		"a<br>b<hr>c":              "a b c",
		"lan<b>tern</b> sale":      "lantern sale",
		" a \n\t b&nbsp;&nbsp;c  ": "a b c",
		"<head><title>T</title><meta name=x><style>p{}</style></head><body>text": "text",
		"a<script>var x = '<p>no</p>';</script>b":                                "ab",
		"<noscript>no <b>no</b></noscript>yes":                                   "yes",
		"<template>no<template>no</template>no</template>yes":                    "yes",
		"<iframe>no</iframe><noembed>no</noembed><noframes>no</noframes>yes":     "yes",
		"<!-- no --><!doctype html>yes<![CDATA[no]]>":                            "yes",
		"&lt;b&gt; &amp; &eacute; &#0; &#x41; &unknown;":                         "<b> & é \uFFFD A &unknown;",
		"<svg><style/>a<title>no</title><text>b</text></svg>c":                   "a b c",
		"<textarea>seen <b></textarea>":                                          "seen <b>",
		"<script>never closed yes":                                               "",
		"a\x00b\x01c\xff":                                                        "abc\uFFFD",
		"<p title='no > <b>no'>yes":                                              "yes",
		"</p></div></script>yes<":                                                "yes<",
		"<ul><li>x<li>y</ul>":                                                    "x y",
		"<table><tr><td>x<td>y":                                                  "x y",
		"":                                                                       "",
	} {
		require.Equal(t, want, readMarkup([]byte(page)).text, page)
	}
}

func TestTitleAndLanguage(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]document{
		"<html lang=de><title> A\n &amp; B </title>":                                      {title: "A & B", language: "de"},
		"<title>one</title><title>two</title>":                                            {title: "one"},
		"<svg><title>icon</title></svg><title>page</title>":                               {title: "page"},
		"<svg><svg><title>icon</title></svg><title>icon</title></svg><title>page</title>": {title: "page"},
		"<svg/><title>page</title>":                                                       {title: "page"},
		"<title></title><title>two</title>":                                               {},
		"<title>never closed":                                                             {title: "never closed"},
		"<script><title>no</title></script><title>yes</title>":                            {title: "yes"},
		"<HTML LANG='pt-BR' class=x><TITLE>T</TITLE>":                                     {title: "T", language: "pt-BR"},
		"<title>" + strings.Repeat("é", 600) + "</title>":                                 {title: strings.Repeat("é", 512)},
	} {
		got := readMarkup([]byte(page))
		got.text = ""
		require.Equal(t, want, got, page)
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ contentType, encoding, before string }{
		"header":          {"text/html; charset=iso-8859-1", "iso-8859-1", ""},
		"meta":            {"text/html", "windows-1252", `<meta charset="windows-1252">`},
		"meta http-equiv": {"text/html", "iso-8859-15", `<meta http-equiv="content-type" content="text/html; charset=iso-8859-15">`},
		"header wins":     {"text/html; charset=utf-8", "utf-8", `<meta charset="iso-8859-1">`},
		"undeclared":      {"text/html", "windows-1252", ""},
		"undeclared utf8": {"text/html", "utf-8", strings.Repeat(" ", 5000)},
		"broken header":   {"text/html; charset=", "utf-8", ""},
	} {
		e, _ := charset.Lookup(c.encoding)
		page, err := e.NewEncoder().String(c.before + "<title>Déjà</title>café lumière")
		require.NoError(t, err)
		d := readDocument([]byte(page), c.contentType)
		require.Equal(t, "café lumière", d.text, name)
		require.Equal(t, "Déjà", d.title, name)
	}
	require.Equal(t, "café", readDocument([]byte("\xef\xbb\xbfcafé"), "text/html; charset=iso-8859-1").text, "the mark wins")
	require.Equal(t, "hi", readDocument([]byte("\xff\xfeh\x00i\x00"), "text/html").text)
	require.Equal(t, "日本", readDocument([]byte("\x93\xfa\x96\x7b"), "text/html; charset=shift_jis").text)
}

func TestOnlyTextHasText(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]string{
		"text/html": "b", "application/xhtml+xml": "b", "text/plain": "<p>b</p>", "application/json": "<p>b</p>",
		"application/ld+json": "<p>b</p>", "image/png": "", "application/octet-stream": "", "": "b", "broken/;;": "b",
	} {
		require.Equal(t, want, readDocument([]byte("<p>b</p>"), contentType).text, contentType)
	}
	require.Empty(t, readDocument([]byte("\x89PNG\r\n\x1a\n"), "").text)
}

func TestSnippetIsTheBeginning(t *testing.T) {
	t.Parallel()
	require.Equal(t, strings.Repeat("é", 256), snippet(strings.Repeat("é", 257)))
	require.Equal(t, "short", snippet("short"))
}

// The tokenizer and x/net's parser must see the same text where the markup leaves no doubt.
func TestTextEqualsThatOfTheParsedTree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		page := "<!doctype html><html><head><title>t</title></head><body>" + drawMarkup(r, 4) + "</body></html>"
		tree, err := html.Parse(strings.NewReader(page))
		require.NoError(r, err)
		var want collapser
		gather(tree, &want)
		require.Equal(r, want.String(), readMarkup([]byte(page)).text)
	})
}

func drawMarkup(r *rapid.T, depth int) string {
	var b strings.Builder
	for range rapid.IntRange(0, 4).Draw(r, "children") {
		b.WriteString(rapid.SampledFrom([]string{"word", " ", "x &amp; y", "\n", "é", "<!-- c -->", "<br>"}).Draw(r, "text"))
		if depth > 0 {
			tag := rapid.SampledFrom([]string{"div", "span", "b", "script", "style", "noscript", "template", "section"}).Draw(r, "tag")
			inner := ""
			if tag != "script" && tag != "style" && tag != "noscript" {
				inner = drawMarkup(r, depth-1)
			}
			b.WriteString("<" + tag + ">" + inner + "</" + tag + ">")
		}
	}
	return b.String()
}

func gather(n *html.Node, into *collapser) {
	m := markup{text: *into}
	if n.Type == html.ElementNode {
		if n.DataAtom == atom.Head || isInvisible(n.DataAtom) {
			return
		}
		m.breakAt(n.DataAtom)
	}
	*into = m.text
	if n.Type == html.TextNode {
		into.write([]byte(n.Data))
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		gather(child, into)
	}
	if n.Type == html.ElementNode {
		m = markup{text: *into}
		m.breakAt(n.DataAtom)
		*into = m.text
	}
}

func FuzzDocument(f *testing.F) {
	for _, page := range []string{
		"<html lang=en><title>a</title><p>b", "<svg><title/><style/>", "<template><template>", "\xff\xfe<\x00p\x00>\x00",
		"<plaintext>a</plaintext>", "<title><title></title>", "&#0;&#x110000;&nGt;", "<a b='", "<!", "</", "<meta charset=utf-16le>x",
	} {
		f.Add([]byte(page), "text/html")
		f.Add([]byte(page), "text/html; charset=shift_jis")
		f.Add([]byte(page), "")
	}
	f.Fuzz(func(t *testing.T, page []byte, contentType string) {
		d := readDocument(page, contentType)
		for _, s := range []string{d.title, d.text, d.language, snippet(d.text)} {
			require.True(t, utf8.ValidString(s))
			require.False(t, strings.ContainsRune(s, 0))
		}
		require.LessOrEqual(t, utf8.RuneCountInString(d.title), maxTitleRunes)
		require.LessOrEqual(t, len(d.text), 9*len(page)) // decoding and replacing may each make three bytes of one
		require.Equal(t, strings.Join(strings.Fields(d.text), " "), d.text)
		require.Equal(t, strings.TrimSpace(d.text), d.text)
	})
}

func FuzzNextURL(f *testing.F) {
	for _, location := range []string{"/a", "//b/c", "http://[::1]:1/", "https://user@h/#f", "http://bücher/", "\x00", "?q"} {
		f.Add(location)
	}
	from := mustPath(f)
	from.Scheme, from.Host = "https", "name.test"
	f.Fuzz(func(t *testing.T, location string) {
		u, err := nextURL(from, location)
		if err != nil {
			return
		}
		require.Contains(t, []string{"http", "https"}, u.Scheme)
		require.Nil(t, u.User)
		require.NotEmpty(t, u.Hostname())
		_, err = http.NewRequest(http.MethodGet, u.String(), nil)
		require.NoError(t, err)
		require.LessOrEqual(t, len(recordURL(u)), maxURLBytes)
	})
}
