package main

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// sources answers what reflection cannot: what the comments on a type say, and
// which values it has.
type sources struct {
	root     string // of the module
	packages map[string]*source
}

// source is what the files of one package declare.
type source struct {
	// docs are the comments on types, fields those on the fields of structs.
	docs   map[string]string
	fields map[string]map[string]string
	// values are the constants of a named string type, in their order.
	values map[string][]string
}

const module = "domainflow/"

// of reads the package of a type of this module.
func (s *sources) of(t reflect.Type) (*source, error) {
	path, ours := strings.CutPrefix(t.PkgPath(), module)
	if !ours {
		return nil, fmt.Errorf("nothing is known of %s", t)
	}
	if known := s.packages[path]; known != nil {
		return known, nil
	}
	files, err := filepath.Glob(filepath.Join(s.root, filepath.FromSlash(path), "*.go"))
	if err != nil {
		return nil, err
	}
	read := &source{docs: map[string]string{}, fields: map[string]map[string]string{}, values: map[string][]string{}}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		read.add(file)
	}
	s.packages[path] = read
	return read, nil
}

func (s *source) add(file *ast.File) {
	for _, declared := range file.Decls {
		group, ok := declared.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.docs[spec.Name.Name] = group.Doc.Text() + spec.Doc.Text()
				s.fields[spec.Name.Name] = fieldDocs(spec.Type)
			case *ast.ValueSpec:
				s.addValues(spec)
			}
		}
	}
}

// addValues takes `X T = "x"`, and `Xs = []T{"x", "y"}` where the values have no
// names.
func (s *source) addValues(spec *ast.ValueSpec) {
	of, values := spec.Type, spec.Values
	if len(values) == 1 {
		if list, ok := values[0].(*ast.CompositeLit); ok {
			if array, ok := list.Type.(*ast.ArrayType); ok {
				of, values = array.Elt, list.Elts
			}
		}
	}
	named, ok := of.(*ast.Ident)
	if !ok {
		return
	}
	for _, value := range values {
		if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			// What the parser took for a literal is one.
			text, _ := strconv.Unquote(literal.Value)
			s.values[named.Name] = append(s.values[named.Name], text)
		}
	}
}

func fieldDocs(of ast.Expr) map[string]string {
	docs := map[string]string{}
	if object, ok := of.(*ast.StructType); ok {
		for _, field := range object.Fields.List {
			for _, name := range field.Names {
				docs[name.Name] = field.Doc.Text()
			}
		}
	}
	return docs
}

// goName is a word that can only be a name, or one that begins like a name
// within a sentence.
var goName = regexp.MustCompile(`\b[A-Z]\w*[A-Z]\w*|[a-z0-9;] [A-Z]\w*`)

// prose is a comment for people who do not read Go: without links, a paragraph
// a line, and members under the names they have in JSON. The first word of a
// sentence, which may be no name, stays unless it can be nothing else.
func prose(doc string, members map[string]string) string {
	parser := comment.Parser{
		LookupSym:     func(string, string) bool { return true },
		LookupPackage: func(string) (string, bool) { return "", false },
	}
	text := (&comment.Printer{TextWidth: -1}).Text(parser.Parse(doc))
	return goName.ReplaceAllStringFunc(strings.TrimSpace(string(text)), func(found string) string {
		begin := strings.LastIndexByte(found, ' ') + 1
		if name, ok := members[found[begin:]]; ok {
			return found[:begin] + name
		}
		return found
	})
}
