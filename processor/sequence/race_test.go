//go:build race

package sequence

// fewer is by how much tests of millions of events are shortened: under the race
// detector each takes ten times as long.
const fewer = 20
