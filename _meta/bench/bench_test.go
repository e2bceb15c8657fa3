package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestABenchmarksResultIsFoundInWhatItPrints(t *testing.T) {
	const text = `goos: linux
cpu: Some CPU
BenchmarkRun/raw-2    	  362630	       626.7 ns/op	      12 B/op	       3 allocs/op
--- BENCH: BenchmarkRun/raw-2
    logger.go:146: 2026-11-23 DEBUG	a message of it
BenchmarkRun/raw_other-2  	  1	       1.0 ns/op	      1 B/op	       1 allocs/op
BenchmarkStart        	       2	 137585574 ns/op	        10.11 live-MiB
PASS
`
	units, cpu := benchmarkLine([]byte(text), "BenchmarkRun/raw")
	assert.Equal(t, "Some CPU", cpu)
	assert.Equal(t, map[string]float64{"ns/op": 626.7, "B/op": 12, "allocs/op": 3}, units)
	units, _ = benchmarkLine([]byte(text), "BenchmarkStart")
	assert.Equal(t, map[string]float64{"ns/op": 137585574, "live-MiB": 10.11}, units)
	units, _ = benchmarkLine([]byte(text), "BenchmarkRun/starts")
	assert.Nil(t, units)
}

func TestRatiosAreOfOneRound(t *testing.T) {
	f := figures{}
	for _, round := range []struct{ a, b float64 }{{100, 10}, {1000, 500}, {30, 10}} {
		f.add("a", round.a)
		f.add("b", round.b)
	}
	assert.Equal(t, []float64{10, 2, 3}, f.per("a", "b"))
	assert.Equal(t, 3.0, median(f.per("a", "b")))
	assert.Equal(t, 55.0, median([]float64{100, 10}))
	assert.Empty(t, f.per("a", "absent"))
}

func TestVerdicts(t *testing.T) {
	good, bad, absent := []float64{70, 60, 90}, []float64{70, 90, 95}, []float64(nil)
	must := func(values []float64) check { return most(80, nanos, values, "") }
	for want, of := range map[string]target{
		"met":        {must: []check{must(good)}},
		"aim met":    {must: []check{must(good)}, aim: []check{most(70, nanos, good, "")}},
		"**missed**": {must: []check{must(absent), must(bad)}, aim: []check{must(good)}},
		"not here":   {must: []check{must(good), must(absent)}},
	} {
		assert.Equal(t, want, of.verdict())
	}
	assert.Equal(t, "met", target{must: []check{must(good)}, aim: []check{most(60, nanos, good, "")}}.verdict())
	assert.Equal(t, "70 ns (best 60 ns)", must(good).measured())
	assert.Equal(t, "≤ 80 ns", must(good).String())
	assert.Equal(t, "0 allocs", most(0, allocs, good, "").String())
	assert.Equal(t, "≥ 0.99× the other's", least(0.99, share, good, "the other's").String())
}

func TestNumbersAsTheyAreWritten(t *testing.T) {
	assert.Equal(t, "1,234,567", thousands(1234567))
	assert.Equal(t, "-123,456", thousands(-123456))
	assert.Equal(t, "123", thousands(123))
	assert.Equal(t, "0.975", thousands(0.975))
	assert.Equal(t, "3.1×", times.format(math.Pi))
}

func TestWhatARoundTakesSeveralTimesIsComparedWithinIt(t *testing.T) {
	f := figures{"often": {1, 2, 3, 4, 5, 6}, "once": {2, 4}, "none": {}}
	assert.Equal(t, []float64{0.5, 1, 1.5, 1, 1.25, 1.5}, f.per("often", "once"))
	assert.Equal(t, []float64{2, 1, 2 / 3., 1, 0.8, 2 / 3.}, f.per("once", "often"))
	assert.Empty(t, f.per("once", "none"))
	assert.Empty(t, f.per("none", "often"))
}
