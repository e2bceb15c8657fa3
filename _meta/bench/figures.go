package main

import (
	"slices"
)

// figures are what was measured, by name: one value a round, or as many each.
type figures map[string][]float64

func (f figures) add(name string, value float64) { f[name] = append(f[name], value) }

// per returns what a is divided by b, round by round: each value of one that a round takes several times by the one of
// the other. It is empty where one of them was not measured.
func (f figures) per(a, b string) []float64 {
	if len(f[a]) == 0 || len(f[b]) == 0 {
		return nil
	}
	n := max(len(f[a]), len(f[b]))
	ratios := make([]float64, n)
	for i := range ratios {
		ratios[i] = f[a][i*len(f[a])/n] / f[b][i*len(f[b])/n]
	}
	return ratios
}

// less returns what a is more than b, round by round.
func (f figures) less(a, b string) []float64 {
	var differences []float64
	for i := range min(len(f[a]), len(f[b])) {
		differences = append(differences, f[a][i]-f[b][i])
	}
	return differences
}

// median returns the middle one of values, of which there must be some.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}
