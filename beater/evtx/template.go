package evtx

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Tokens of binary XML. moreToken is set where attributes follow an element's
// name, or more of the same kind a value or an attribute.
const (
	endToken          = 0x00
	elementToken      = 0x01
	closeStartToken   = 0x02
	closeEmptyToken   = 0x03
	closeElementToken = 0x04
	textToken         = 0x05
	attributeToken    = 0x06
	cdataToken        = 0x07
	charToken         = 0x08
	entityToken       = 0x09
	piTargetToken     = 0x0A
	piDataToken       = 0x0B
	instanceToken     = 0x0C
	normalToken       = 0x0D
	optionalToken     = 0x0E
	fragmentToken     = 0x0F
	moreToken         = 0x40
)

const (
	maxDepth      = 32  // of elements in elements, and of fragments in values
	maxNameLength = 512 // in characters
	noValue       = -1
)

// template is an element with places for values. Records with the same fields
// share one.
type template struct {
	root *pattern
	err  error // why it can't be read
}

// pattern is an element of a template.
type pattern struct {
	name    string
	attrs   []attribute
	content []piece
}

// attribute is an attribute of a pattern.
type attribute struct {
	name  string
	value []piece
}

// piece is a part of an attribute's value or an element's content: an element,
// a text, or the place of a value.
type piece struct {
	child    *pattern
	text     string
	value    int // its index, noValue if the piece is none
	optional bool
}

// parser reads elements.
type parser struct {
	cursor
	chunk *Chunk
	// inValue says that elements are those of a record's value; they lack the
	// number of the value that they depend on.
	inValue bool
}

// template returns the template at a place of the chunk.
func (c *Chunk) template(at, size int) (*pattern, error) {
	key := uint32(at)
	if t := c.templates[key]; t != nil {
		return t.root, t.err
	}
	t := new(template)
	p := &parser{cursor: cursor{data: c.data, at: at, end: at + size}, chunk: c}
	if size < 0 || size > len(c.data)-at {
		p.fail(errShort)
	}
	for t.root == nil && p.err == nil {
		switch token := p.token(); token &^ moreToken {
		case fragmentToken:
			p.take(3) // version and flags
		case elementToken:
			t.root = p.element(token, 0)
		default:
			p.fail(unexpected(token))
		}
	}
	if t.err = p.err; t.err != nil {
		t.err = fmt.Errorf("template at byte %d of its chunk: %w", at, t.err)
	}
	c.templates[key] = t
	return t.root, t.err
}

func unexpected(token byte) error { return fmt.Errorf("a token %#02x where none can be", token) }

// token reads a token.
func (p *parser) token() byte {
	if err := p.chunk.spend(tokenWork); err != nil {
		p.fail(err)
	}
	return p.uint8()
}

// element reads an element behind its token.
func (p *parser) element(token byte, depth int) *pattern {
	if depth > maxDepth {
		p.fail(errors.New("elements are nested too deeply"))
	}
	if !p.inValue {
		p.uint16() // the value that it depends on
	}
	p.uint32() // its size
	e := &pattern{name: p.name()}
	if token&moreToken != 0 {
		p.uint32() // the size of its attributes
	}
	for p.err == nil {
		switch token := p.token(); token &^ moreToken {
		case attributeToken:
			e.attrs = append(e.attrs, attribute{p.name(), p.pieces()})
		case closeStartToken:
			e.content = p.content(depth)
			return e
		case closeEmptyToken:
			return e
		default:
			p.fail(unexpected(token))
		}
	}
	return e
}

// content reads what is in an element, and its end.
func (p *parser) content(depth int) (all []piece) {
	for p.err == nil {
		all = append(all, p.pieces()...)
		switch token := p.token(); token &^ moreToken {
		case elementToken:
			all = append(all, piece{child: p.element(token, depth+1), value: noValue})
		case piTargetToken:
			p.name()
		case piDataToken:
			p.text()
		case closeElementToken:
			return all
		default:
			p.fail(unexpected(token))
		}
	}
	return nil
}

// pieces reads texts and places of values, up to a token that is neither.
func (p *parser) pieces() (all []piece) {
	for p.more() {
		switch token := p.data[p.at]; token &^ moreToken {
		case textToken:
			p.token()
			if kind := p.uint8(); kind != stringType {
				p.fail(fmt.Errorf("a text of type %#02x", kind))
			}
			all = append(all, piece{text: p.text(), value: noValue})
		case cdataToken:
			p.token()
			all = append(all, piece{text: p.text(), value: noValue})
		case charToken:
			p.token()
			all = append(all, piece{text: string(rune(p.uint16())), value: noValue})
		case entityToken:
			p.token()
			all = append(all, piece{text: entity(p.name()), value: noValue})
		case normalToken, optionalToken:
			p.token()
			all = append(all, piece{value: int(p.uint16()), optional: token == optionalToken})
			p.uint8() // its type; the value says its own
		default:
			return all
		}
	}
	return all
}

// entity returns what one of XML's own entities stands for. There are no others.
func entity(name string) string {
	switch strings.ToLower(name) {
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "amp":
		return "&"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	return "&" + name + ";"
}

// name reads a name. It stands where it is used first, and only there.
func (p *parser) name() string {
	at := p.uint32()
	if p.err != nil {
		return ""
	}
	name, known := p.chunk.names[at]
	if !known {
		n := cursor{data: p.data, at: int(at), end: len(p.data)}
		n.take(4 + 2) // the next name with the same hash, and the hash
		length := int(n.uint16())
		if length > maxNameLength {
			n.fail(fmt.Errorf("a name of %d characters", length))
		}
		name = decodeUTF16(n.take(2 * length))
		if err := p.chunk.spend(len(name)); err != nil {
			n.fail(err)
		}
		if n.err != nil {
			p.fail(n.err)
			return ""
		}
		p.chunk.names[at] = name
	}
	if int(at) == p.at {
		p.take(4 + 2 + 2 + 2*utf16Length(name) + 2) // and the zero behind it
	}
	return name
}

// utf16Length returns how many characters of UTF-16 a text has.
func utf16Length(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
