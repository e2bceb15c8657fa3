package eql

import "strings"

// nearest returns the candidate that was probably meant by name, or "" if none
// is near. Upper and lower case make no difference.
func nearest(name string, candidates []string) string {
	const maxLength = 40 // no candidate is near to anything longer
	if name == "" || len(name) > maxLength {
		return ""
	}
	best, bestDistance := "", len(name)/3+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	if best != "" {
		return best
	}
	// A part of a name is no typing error but half remembered.
	for _, c := range candidates {
		if len(name) >= 3 && strings.Contains(strings.ToLower(c), strings.ToLower(name)) {
			return c
		}
	}
	return ""
}

// distance returns how many letters have to be put in, left out, replaced or
// swapped with their neighbour to turn a into b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
