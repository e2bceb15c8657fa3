package evtx

import (
	"errors"
	"fmt"
	"strings"
)

// element is an element of a record.
type element struct {
	name     string
	attrs    []pair
	text     string
	children []*element
}

// pair is a name and what it stands for.
type pair struct{ name, value string }

// attr returns an attribute's value, "" if there is none.
func (e *element) attr(name string) string {
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return e.attrs[i].value
		}
	}
	return ""
}

// expander makes the elements of a record.
type expander struct {
	chunk *Chunk
	depth int // of fragments
}

// root returns the element that a record is.
func (c *Chunk) root(r record) (*element, error) {
	x := &expander{chunk: c}
	all, err := x.fragment(r.from, r.to, false)
	switch {
	case err != nil:
		return nil, err
	case len(all) != 1:
		return nil, fmt.Errorf("it has %d elements instead of one", len(all))
	}
	return all[0], nil
}

// fragment returns the elements in a range of the chunk.
func (x *expander) fragment(from, to int, inValue bool) (all []*element, err error) {
	if x.depth++; x.depth > maxDepth {
		return nil, errors.New("values are nested too deeply")
	}
	defer func() { x.depth-- }()
	p := &parser{cursor: cursor{data: x.chunk.data, at: from, end: to}, chunk: x.chunk, inValue: inValue}
	for p.more() {
		token := p.token()
		switch token &^ moreToken {
		case endToken:
			return all, p.err
		case fragmentToken:
			p.take(3) // version and flags
		case instanceToken:
			all, err = x.instance(p, all)
		case elementToken:
			if e := p.element(token, 0); p.err == nil {
				all, err = x.expand(all, e, nil)
			}
		default:
			p.fail(unexpected(token))
		}
		if err != nil {
			return nil, err
		}
	}
	return all, p.err
}

// instance appends the element of a template with its values.
func (x *expander) instance(p *parser, to []*element) ([]*element, error) {
	p.uint8()  // always 1
	p.uint32() // the template's short number
	at := p.uint32()
	defined := cursor{data: p.data, at: int(at), end: len(p.data)}
	defined.take(4 + 16) // the next template with the same hash, and its GUID
	size := int(defined.uint32())
	if int(at) == p.at { // it stands here, where it is used first
		p.take(4 + 16 + 4)
		p.take(size)
	}
	values := p.values()
	if p.fail(defined.err); p.err != nil {
		return nil, p.err
	}
	root, err := x.chunk.template(defined.at, size)
	if err != nil {
		return nil, err
	}
	return x.expand(to, root, values)
}

// values reads the values of a template's instance: first size and type of
// each, then they themselves.
func (p *parser) values() []value {
	count := int(p.uint32())
	kinds := cursor{data: p.data, at: p.at, end: p.end, err: p.err}
	p.take(4 * min(count, chunkSize))
	if p.err != nil {
		return nil
	}
	all := make([]value, count)
	for i := range all {
		size := int(kinds.uint16())
		all[i].kind = kinds.uint8()
		kinds.uint8()
		all[i].at = p.at
		all[i].raw = p.take(size)
	}
	if err := p.chunk.spend(valueWork * count); err != nil {
		p.fail(err)
	}
	return all
}

// expand appends the element that a pattern makes of values. One whose content
// is an array comes once for each of its values.
func (x *expander) expand(to []*element, from *pattern, values []value) ([]*element, error) {
	e := &element{name: from.name}
	if err := x.attributes(e, from, values); err != nil {
		return nil, err
	}
	if len(from.content) == 1 {
		if v := pick(values, from.content[0].value); v.isArray() {
			return x.repeat(to, e, v)
		}
	}
	var err error
	for i := range from.content {
		one := &from.content[i]
		v := pick(values, one.value)
		switch {
		case one.child != nil:
			e.children, err = x.expand(e.children, one.child, values)
		case v.kind == xmlType:
			var inner []*element
			inner, err = x.fragment(v.at, v.at+len(v.raw), true)
			e.children = append(e.children, inner...)
		default:
			e.text, err = x.join(e.text, one, v)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(to, e), x.chunk.spend(elementWork)
}

// attributes gives an element its attributes. One that is only a value that
// isn't there is left out.
func (x *expander) attributes(e *element, from *pattern, values []value) error {
	for i := range from.attrs {
		a := &from.attrs[i]
		if len(a.value) == 1 && a.value[0].optional && pick(values, a.value[0].value).isNull() {
			continue
		}
		text := ""
		for j := range a.value {
			var err error
			if text, err = x.join(text, &a.value[j], pick(values, a.value[j].value)); err != nil {
				return err
			}
		}
		e.attrs = append(e.attrs, pair{a.name, text})
	}
	return x.chunk.spend(attributeWork * len(from.attrs))
}

// repeat appends an element for each value of an array.
func (x *expander) repeat(to []*element, like *element, array value) ([]*element, error) {
	for _, v := range array.items() {
		e := &element{name: like.name, attrs: like.attrs, text: v.text()}
		if err := x.chunk.spend(elementWork + len(e.text)); err != nil {
			return nil, err
		}
		to = append(to, e)
	}
	return to, nil
}

// join appends a piece that is no element to a text.
func (x *expander) join(text string, one *piece, v value) (string, error) {
	more := one.text
	switch {
	case one.value == noValue:
	case v.isArray():
		var all []string
		for _, item := range v.items() {
			all = append(all, item.text())
		}
		more = strings.Join(all, ",")
	default:
		more = v.text()
	}
	// A text that grows is copied each time.
	if err := x.chunk.spend(len(text) + len(more)); err != nil {
		return "", err
	}
	return text + more, nil
}

// pick returns the value with an index; null where there is none.
func pick(values []value, index int) value {
	if index < 0 || index >= len(values) {
		return value{kind: nullType}
	}
	return values[index]
}
