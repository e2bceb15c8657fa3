package match

import "github.com/eqlbeat/eqlbeat/processor/eql"

// cidrMatch makes cidrMatch(ip, block, …). The blocks have to be constant.
func (b *builder) cidrMatch(e *eql.Call, args []operand) operand {
	var blocks []block
	for i, arg := range args[1:] {
		at := e.Args[i+1].Span()
		c, constant := arg.(constantNode)
		if !constant || c.v.kind != text {
			b.refuse(at, "cidrMatch needs constant blocks", `"10.0.0.0/8"`)
			continue
		}
		parsed, ok := parseBlock(c.v.str)
		if !ok {
			b.refuse(at, "this is no block of IP addresses", `"10.0.0.0/8"`)
			continue
		}
		blocks = append(blocks, parsed)
	}
	set := newAddressSet(blocks)
	if field, ok := args[0].(fieldNode); ok {
		return testNode{i: field.i, test: set}
	}
	return &cidrNode{address: args[0], blocks: set}
}

// cidrNode is cidrMatch of an address that is no plain field: null of null,
// false of text that is no address.
type cidrNode struct {
	address operand
	blocks  *addressSet
}

func (n *cidrNode) eval(s *State) value {
	str, ok := evalText(s, n.address)
	if !ok {
		return value{}
	}
	return boolOf(n.blocks.match(str))
}
