package rest

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
)

// faults is what a body has wrong before anybody looks at what it says.
type faults struct {
	// wrongType: members whose JSON type is not theirs (400).
	wrongType []domain.FieldError
	// refused: members that are not known or, whatever the request, not
	// acceptable (422).
	refused domain.Checks
	count   int
}

// maxFaults bounds an answer: a body of 10 MiB has room for a million unknown
// members.
const maxFaults = 100

// maxMember is how much of the name of an unknown member is repeated.
const maxMember = 64

// notOffered are members that many know from elsewhere and that this program
// will not have (product: not offered).
var notOffered = map[string]bool{
	"ja3": true, "browserProfile": true, "headerOrder": true, "renderJavaScript": true,
}

// frozen is a body that knows members which its resource is created with and
// which never change.
type frozen interface{ immutable() map[string]bool }

// choosy is a leaf that read its JSON and knows that it is not acceptable.
type choosy interface{ unacceptable() string }

var (
	jsonLeaf = reflect.TypeFor[json.Unmarshaler]()
	textLeaf = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// inspect compares a valid JSON value with the type it is for. It differs from
// encoding/json in that member names must be exact, and in that it finds
// all that is wrong, with the path to it. null is the same as leaving out.
func (f *faults) inspect(t reflect.Type, value json.RawMessage, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	value = bytes.TrimSpace(value)
	switch isLeaf := reflect.PointerTo(t).Implements(jsonLeaf) || reflect.PointerTo(t).Implements(textLeaf); {
	case string(value) == "null" && path != "":
	case isLeaf:
		f.leaf(t, value, path)
	case t.Kind() == reflect.Struct:
		f.object(t, value, path)
	case t.Kind() == reflect.Map:
		f.dictionary(t.Elem(), value, path)
	case t.Kind() == reflect.Slice:
		f.array(t.Elem(), value, path)
	default:
		f.leaf(t, value, path)
	}
}

func (f *faults) object(t reflect.Type, value json.RawMessage, path string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(value, &members) != nil || members == nil {
		f.mistyped(path, "must be an object")
		return
	}
	known, fixed := membersOf(t), map[string]bool{}
	if f, ok := reflect.Zero(t).Interface().(frozen); ok {
		fixed = f.immutable()
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if member, ok := known[name]; ok {
			f.inspect(member, members[name], join(path, name))
		} else {
			f.unknown(path, name, fixed[name])
		}
	}
}

func (f *faults) dictionary(elem reflect.Type, value json.RawMessage, path string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(value, &members) != nil {
		f.mistyped(path, "must be an object")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		f.inspect(elem, members[name], join(path, cut(name)))
	}
}

func (f *faults) array(elem reflect.Type, value json.RawMessage, path string) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		f.mistyped(path, "must be an array")
		return
	}
	for i, item := range items {
		f.inspect(elem, item, fmt.Sprintf("%s[%d]", path, i))
	}
}

func (f *faults) leaf(t reflect.Type, value json.RawMessage, path string) {
	into := reflect.New(t).Interface()
	if json.Unmarshal(value, into) != nil {
		f.mistyped(path, "must be "+typeName(t))
		return
	}
	if c, ok := into.(choosy); ok && c.unacceptable() != "" && f.room() {
		f.refused.Require(false, path, domain.FieldInvalid, "%s", c.unacceptable())
	}
}

func (f *faults) unknown(path, name string, immutable bool) {
	if !f.room() {
		return
	}
	code, message := string(codeUnknownField), "is not known here"
	switch {
	case notOffered[name]:
		code, message = domain.CodeNotSupported, "is not offered"
	case immutable:
		code, message = campaign.CodeParamsImmutable, "never changes after the creation"
	}
	f.refused.Require(false, join(path, cut(name)), code, "%s", message)
}

func (f *faults) mistyped(path, message string) {
	if f.room() {
		f.wrongType = append(f.wrongType, domain.FieldError{Field: path, Code: domain.FieldInvalid, Message: message})
	}
}

func (f *faults) room() bool {
	f.count++
	return f.count <= maxFaults
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func cut(name string) string {
	if len(name) <= maxMember {
		return name
	}
	return strings.ToValidUTF8(name[:maxMember], "") + "..."
}

// membersOf are the JSON names of a struct, those of embedded ones included.
func membersOf(t reflect.Type) map[string]reflect.Type {
	members := map[string]reflect.Type{}
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			maps.Copy(members, membersOf(field.Type))
			continue
		}
		members[name] = field.Type
	}
	return members
}

func typeName(t reflect.Type) string {
	if t == reflect.TypeFor[time.Time]() {
		return "a time like 2026-01-31T12:00:00Z"
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.Int:
		return "an integer"
	case reflect.Uint64:
		return "a positive integer"
	}
	return "an integer, as a number or a decimal string"
}
