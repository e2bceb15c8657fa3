package event

// Another returns a Text for the same paths that shares what t knows of them.
// No paths may be added afterwards. For many texts that are scanned in
// parallel, each by one goroutine at a time.
func (t *Text) Another() *Text {
	if t.known != t.paths.Len() || t.root == nil {
		t.grow()
	}
	return &Text{paths: t.paths, root: t.root, known: t.known, time: t.time, newest: make([]int32, t.known)}
}
