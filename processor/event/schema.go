package event

// Slot is the index of a field in the view.
type Slot int32

// Schema says which fields are read, each by its slot, and which paths stand
// behind them. It is filled while rules are compiled, by one goroutine, and
// read-only afterwards.
type Schema struct {
	paths  *Paths
	slots  map[string]Slot
	fields []*Path // by slot
}

// NewSchema returns a schema without fields.
func NewSchema() *Schema {
	return &Schema{paths: NewPaths(), slots: make(map[string]Slot)}
}

// Slot returns the field's slot, adding the field where it is new.
func (s *Schema) Slot(field string) Slot {
	if slot, ok := s.slots[field]; ok {
		return slot
	}
	slot := Slot(len(s.fields))
	s.slots[field] = slot
	s.fields = append(s.fields, s.paths.Of(field))
	return slot
}

// Lookup returns the field's slot; ok is false where no rule reads the field.
func (s *Schema) Lookup(field string) (slot Slot, ok bool) {
	slot, ok = s.slots[field]
	return slot, ok
}

// Field returns the name of the field in a slot.
func (s *Schema) Field(slot Slot) string { return s.fields[slot].name }

// Len returns the number of slots.
func (s *Schema) Len() int { return len(s.fields) }

// Paths returns the paths of all fields, and of what mappings add to them.
func (s *Schema) Paths() *Paths { return s.paths }
