package lab

import "strings"

// maxTitle is the number of characters a result keeps of a title.
const maxTitle = 512

// title is the title of a page as its source has it, and as a correct client reports it: entities decoded, markup taken as
// the text it is inside <title>, NUL removed, cut after 512 characters. About one in three is meant to do harm.
func (e entry) title(name string) (source, reported string) {
	switch draw(e.hash, drawTitle) % 16 {
	case 0:
		return "Fish &amp; &lt;i&gt;Chips&lt;/i&gt; " + name, "Fish & <i>Chips</i> " + name
	case 1:
		same := `<script>alert("` + name + `")</script><img src=x onerror=alert(1)>`
		return same, same
	case 2:
		return "Nil\x00 by name " + name, "Nil by name " + name
	case 3:
		same := "שלום \u202e" + name + "\u202c"
		return same, same
	case 4:
		long := strings.Repeat("Long title ", 50) + name
		return long, long[:maxTitle]
	}
	same := "Welcome to " + name
	return same, same
}

// latin1 encodes text that has no character beyond U+00FF in ISO 8859-1.
func latin1(text string) []byte {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		out = append(out, byte(r))
	}
	return out
}
