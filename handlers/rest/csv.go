package rest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// csvTable writes structs as rows of CSV (RFC 4180): one column for each JSON
// member, in their order. Members that JSON leaves out, and null, are empty
// cells; arrays and objects are JSON in a cell.
//
// encoding/csv is not used: with CRLF it drops a CR inside a cell.
type csvTable struct{ columns []csvColumn }

type csvColumn struct {
	name     string
	index    []int
	optional bool
}

// csvOf is the table of a struct type.
func csvOf(t reflect.Type) csvTable {
	var table csvTable
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			table.columns = append(table.columns, csvColumn{name, f.Index, options == "omitempty"})
		}
	}
	return table
}

// head is the row of names.
func (t csvTable) head() string {
	var row []byte
	for i, c := range t.columns {
		row = appendCell(row, i, c.name)
	}
	return string(append(row, "\r\n"...))
}

// row appends a pointer to such a struct.
func (t csvTable) row(out []byte, item any) ([]byte, error) {
	v := reflect.ValueOf(item).Elem()
	for i, c := range t.columns {
		text, err := cellText(v.FieldByIndex(c.index), c.optional)
		if err != nil {
			return out, err
		}
		out = appendCell(out, i, text)
	}
	return append(out, "\r\n"...), nil
}

// cellText is what JSON says about a value: strings without their quotes.
func cellText(v reflect.Value, optional bool) (string, error) {
	if optional && (v.IsZero() || v.Kind() != reflect.Pointer && hasLen(v) && v.Len() == 0) {
		return "", nil
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	}
	text, err := appendJSON(nil, v.Interface())
	if err != nil || string(text) == "null" {
		return "", err
	}
	if text[0] != '"' {
		return string(text), nil
	}
	var s string
	err = json.Unmarshal(text, &s)
	return s, err
}

func hasLen(v reflect.Value) bool {
	return slices.Contains([]reflect.Kind{reflect.Slice, reflect.Map, reflect.String}, v.Kind())
}

// appendJSON appends a value as all answers of the API have it.
func appendJSON(out []byte, value any) ([]byte, error) {
	b := bytes.NewBuffer(out)
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// appendCell appends the cell of a column. A spreadsheet takes a cell that
// begins with = + - @, tab or CR for a formula, even in quotes: those get a
// leading apostrophe (OWASP, CSV Injection). Cells with what some take for a
// separator are quoted, too, so that no part of a text becomes a cell of its
// own.
func appendCell(out []byte, column int, text string) []byte {
	if column > 0 {
		out = append(out, ',')
	}
	guard := ""
	if text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0 {
		guard = "'"
	}
	if !strings.ContainsAny(text, "\",\r\n;\t") {
		return append(append(out, guard...), text...)
	}
	out = append(append(out, '"'), guard...)
	out = append(out, strings.ReplaceAll(text, `"`, `""`)...)
	return append(out, '"')
}
