package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// wholeBeat is a Beat that reads a file of events and discards them.
type wholeBeat struct {
	name      string // of its figures
	program   string
	section   string // of the configuration that has the inputs
	undecoded bool   // lines stay JSON text, in message
	processor string // YAML, "" for none
	file      string
	events    int // in the file
	finds     bool
}

// planBeats is whole Beats.
func (b *bench) planBeats() []measurement {
	some, many := b.events/4, b.events
	const text = "eql: {json_field: message}"
	beats := []wholeBeat{
		{name: "filebeat", program: "filebeat", section: "filebeat", file: "some", events: some},
		{name: "eqlbeat", program: "eqlbeat", section: "eqlbeat", processor: "eql: {}", file: "some", events: some, finds: true},
		{name: "filebeat script", program: "filebeat", section: "filebeat", processor: b.script(), file: "some", events: some},
		{name: "filebeat undecoded", program: "filebeat", section: "filebeat", undecoded: true, file: "many", events: many},
		{name: "eqlbeat json_field", program: "eqlbeat", section: "eqlbeat", undecoded: true, processor: text, file: "many", events: many, finds: true},
	}
	for range closely {
		beats = append(beats,
			wholeBeat{name: "ballast none", program: "eqlbeat-noop", section: "eqlbeat", file: "some", events: some},
			wholeBeat{name: "ballast eql", program: "eqlbeat-noop", section: "eqlbeat", processor: "eql: {}", file: "some", events: some, finds: true},
			wholeBeat{name: "ballast noop", program: "eqlbeat-noop", section: "eqlbeat", processor: "noop: {}", file: "some", events: some})
	}
	if b.shared.bench != "" {
		for _, p := range []string{"noop", "floor", "naive"} {
			beats = append(beats, wholeBeat{
				name: "filebeat " + p, program: "filebeat-peers", section: "filebeat", processor: "bench_" + p + ": {}", file: "some", events: some,
			})
		}
	}
	if b.shared.rules != "" {
		beats = append(beats,
			wholeBeat{name: "idle none", program: "eqlbeat", section: "eqlbeat", file: "few", events: 1600},
			wholeBeat{name: "idle rules=534", program: "eqlbeat", section: "eqlbeat", processor: fmt.Sprintf("eql: {rules: [%q]}", filepath.ToSlash(b.shared.rules)), file: "few", events: 1600})
	}
	var plan []measurement
	for _, w := range beats {
		plan = append(plan, measurement{"whole: " + w.name, func() error { return b.ship(w) }})
	}
	return plan
}

// script is the rule for libbeat's script processor: the peers', or the one that our tests compare with. Each session would
// have state of its own, so there is one.
func (b *bench) script() string {
	path := filepath.Join("processor", "testdata", "builtin_rule.js")
	if b.shared.bench != "" {
		path = filepath.Join(b.shared.bench, "rules", "schtask.js")
	}
	return fmt.Sprintf("script: {lang: javascript, id: rule, source: %q, only_cached_sessions: true, max_cached_sessions: 1}", readText(path))
}

func readText(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "" // the Beat will say that there is no script
	}
	return string(text)
}

// ship runs the Beat from an empty registry until its output has acknowledged all events, and keeps its figures.
func (b *bench) ship(w wholeBeat) error {
	b.nBeats++
	home := filepath.Join(b.dir, fmt.Sprintf("beat-%d", b.nBeats))
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	defer os.RemoveAll(home)
	port, err := freePort()
	if err != nil {
		return err
	}
	config := filepath.Join(home, "beat.yml")
	if err := os.WriteFile(config, []byte(w.config(b.file(w.file), port)), 0o600); err != nil {
		return err
	}
	beat := exec.CommandContext(b.ctx, b.program(w.program), "-c", config, "--path.home", home)
	if err := beat.Start(); err != nil {
		return err
	}
	from, to, err := watch(fmt.Sprintf("http://localhost:%d/stats", port), w.events)
	_ = beat.Process.Kill() // all is done, and nothing of it is wanted again
	_ = beat.Wait()
	if err != nil {
		logs, _ := filepath.Glob(filepath.Join(home, "logs", "*.ndjson"))
		if len(logs) > 0 {
			err = fmt.Errorf("%w\n%s", err, readText(logs[len(logs)-1]))
		}
		return err
	}
	if w.finds && to.Processor.EQL.Default.Findings.Total == 0 {
		return fmt.Errorf("it has found nothing")
	}
	events := float64(to.Libbeat.Output.Events.Acked - from.Libbeat.Output.Events.Acked)
	b.figures.add(w.name+" MiB", float64(to.Beat.Memstats.RSS)/(1<<20))
	if events > 0 {
		b.figures.add(w.name+" events/s", events/float64(to.Beat.Info.Uptime.MS-from.Beat.Info.Uptime.MS)*1000)
		b.figures.add(w.name+" µs", float64(to.Beat.CPU.Total.Time.MS-from.Beat.CPU.Total.Time.MS)*1000/events)
	}
	return nil
}

func (w wholeBeat) config(events string, port int) string {
	var yaml strings.Builder
	fmt.Fprintf(&yaml, "%s.inputs:\n- type: filestream\n  id: bench\n  paths: [%q]\n  close.reader.on_eof: false\n", w.section, filepath.ToSlash(events))
	yaml.WriteString("  prospector.scanner.check_interval: 1s\n")
	if !w.undecoded {
		yaml.WriteString("  parsers: [{ndjson: {target: '', overwrite_keys: true, add_error_key: true}}]\n")
	}
	if w.processor != "" {
		fmt.Fprintf(&yaml, "processors:\n- %s\n", w.processor)
	}
	fmt.Fprintf(&yaml, "output.discard.enabled: true\nqueue.mem.flush.timeout: 100ms\nhttp: {enabled: true, host: localhost, port: %d}\n", port)
	yaml.WriteString("logging: {to_files: true, level: info, metrics.enabled: false}\n")
	return yaml.String()
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// stats is what a Beat says of itself, as far as it is read here.
type stats struct {
	Beat struct {
		CPU struct {
			Total struct {
				Time struct {
					MS int64 `json:"ms"`
				} `json:"time"`
			} `json:"total"`
		} `json:"cpu"`
		Info struct {
			Uptime struct {
				MS int64 `json:"ms"`
			} `json:"uptime"`
		} `json:"info"`
		Memstats struct {
			RSS int64 `json:"rss"`
		} `json:"memstats"`
	} `json:"beat"`
	Libbeat struct {
		Output struct {
			Events struct {
				Acked int `json:"acked"`
			} `json:"events"`
		} `json:"output"`
	} `json:"libbeat"`
	Processor struct {
		EQL struct {
			Default struct {
				Findings struct {
					Total int `json:"total"`
				} `json:"findings"`
			} `json:"default"`
		} `json:"eql"`
	} `json:"processor"`
}

// watch returns what a Beat says of itself when it has begun, with a tenth of the events, and when it has done all: how long
// it takes to start is not measured.
func watch(url string, events int) (from, to stats, err error) {
	client := &http.Client{Timeout: 5 * time.Second}
	begun := false
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var now stats
		if err := ask(client, url, &now); err != nil {
			continue // it is starting
		}
		acked := now.Libbeat.Output.Events.Acked
		if !begun && acked >= events/10 {
			begun, from = true, now
		}
		if acked >= events {
			return from, now, nil
		}
	}
	return from, to, fmt.Errorf("the Beat has not done all %d events in three minutes", events)
}

func ask(client *http.Client, url string, answer any) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(answer)
}
