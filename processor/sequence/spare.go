package sequence

import "sync"

// spare keeps the buffers that the last rebuilt shard has left, so that shards
// of full size are rebuilt without new memory.
type spare struct {
	mu   sync.Mutex
	ring ring
}

// take returns an empty ring of the given sizes.
func (p *spare) take(hits, bytes int) ring {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.ring
	if len(r.hits) != hits || len(r.bytes) != bytes {
		return newRing(hits, bytes)
	}
	p.ring = ring{}
	return ring{hits: r.hits, bytes: r.bytes}
}

// give keeps a ring's buffers unless those at hand are larger.
func (p *spare) give(r ring) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(r.hits) >= len(p.ring.hits) {
		p.ring = r
	}
}
