package main

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// goBench is a Go benchmark of a compiled test.
type goBench struct {
	test    string   // program
	dir     string   // its package's folder
	name    string   // slash-separated, with the leading Benchmark
	time    string   // as in -test.benchtime
	cores   int      // that Go may use
	env     []string // beside ours
	figures string   // name of the figures, to which the unit is added: "eql realistic ns/op"
}

// run runs the benchmark once and keeps its figures.
func (b *bench) run(g goBench) error {
	parts := strings.Split(g.name, "/")
	for i := range parts {
		parts[i] = "^" + regexp.QuoteMeta(strings.TrimPrefix(parts[i], "Benchmark")) + "$"
	}
	parts[0] = "^Benchmark" + parts[0][1:]
	text, err := b.output(g.dir, g.env, b.program(g.test), "-test.run", "^$", "-test.bench", strings.Join(parts, "/"),
		"-test.benchtime", g.time, "-test.cpu", strconv.Itoa(g.cores), "-test.benchmem")
	if err != nil {
		return err
	}
	units, cpu := benchmarkLine(text, g.name)
	if units == nil {
		return fmt.Errorf("no result of %s:\n%s", g.name, text)
	}
	if b.cpu == "" {
		b.cpu = cpu
	}
	for unit, value := range units {
		b.figures.add(g.figures+" "+unit, value)
	}
	b.figures.add(g.figures+" ms", units["ns/op"]/1e6)
	return nil
}

// benchmarkLine finds a benchmark's result in what a test has printed: values by unit, nil without one.
func benchmarkLine(text []byte, name string) (units map[string]float64, cpu string) {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		if about, ok := strings.CutPrefix(line, "cpu: "); ok {
			cpu = about
		}
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[0] != name && !strings.HasPrefix(fields[0], name+"-") {
			continue
		}
		units = map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, cpu
			}
			units[fields[i+1]] = value
		}
	}
	return units, cpu
}

func cores() int { return runtime.GOMAXPROCS(0) }
