package sequence

// MaxBytes returns the memory in bytes that the store takes once it holds all
// that it may: rings, indexes, and the spare ring that full shards are rebuilt
// with. Bytes is what it takes now.
func (st *Store) MaxBytes() int {
	const entryBytes = 4
	ring := st.limit.places*hitBytes + st.limit.bytes
	index := 2 * st.limit.places * entryBytes
	return shardCount*(ring+index) + ring
}
