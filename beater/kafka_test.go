package beater_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// TestKafka: producers and a group of collectors, with the configuration that we ship, find together what one Beat finds.
// Only what was in flight when a partition changed hands is lost, and here it is known which findings these are.
func TestKafka(t *testing.T) {
	t.Parallel()
	f := newFleet()
	b := startBroker(t, 3)
	producers := []*producer{b.startProducer(t), b.startProducer(t)}
	played := 0
	// play sends what the hosts do up to a time. They are shared out among the producers.
	play := func(until time.Duration) {
		for ; played < len(f.events) && f.events[played].arrives < until; played++ {
			producers[f.events[played].host%len(producers)].write(t, f.events[played].text())
		}
	}

	collectors := []*collector{b.startCollector(t, "collector-1"), b.startCollector(t, "collector-2")}
	t.Log("two collectors:", b.awaitOwners(t, collectors...))
	play(4 * roundLength)
	b.awaitCommitted(t, kafkaGroup, played)

	killed := b.startCollector(t, "collector-3")
	collectors = append(collectors, killed)
	t.Log("a third one:", b.awaitOwners(t, collectors...))
	play(8 * roundLength)
	b.awaitCommitted(t, kafkaGroup, played)

	before := len(killed.documents(t))
	play(8*roundLength + inFlight)
	require.Eventually(t, func() bool { return len(killed.documents(t)) > before }, time.Minute, 5*time.Millisecond)
	killed.beat.Kill()
	play(forever)
	t.Log("the third one killed:", b.awaitOwners(t, collectors[:2]...))
	b.awaitCommitted(t, kafkaGroup, len(f.events))
	requireAllBut(t, f, collectors, killed)
}

// requireAllBut requires all that the collectors were sent, each host's through one partition, and all findings but those
// of which no collector has seen both events: these it counts.
func requireAllBut(t *testing.T, f *fleet, collectors []*collector, killed *collector) {
	t.Helper()
	var all []document
	seen := map[*collector]map[int]int{} // how often each collector has seen an event
	for _, c := range collectors {
		documents := c.documents(t)
		all = append(all, documents...)
		seen[c] = arrivedFrom(t, f, documents).lines
	}
	a := arrivedFrom(t, f, all)
	t.Log(a)
	require.Len(t, a.lines, len(f.events), "events that arrived")
	requireOnePartition(t, all)

	var found, moved, dead []string
	for _, p := range f.pairs {
		name := findingName(p[0].line, p[1].line)
		switch {
		case slices.ContainsFunc(collectors, func(c *collector) bool { return seen[c][p[0].line] > 0 && seen[c][p[1].line] > 0 }):
			found = append(found, name)
		case seen[killed][p[0].line] > 0:
			dead = append(dead, name)
		default:
			moved = append(moved, name)
		}
	}
	slices.Sort(found)
	t.Logf("findings lost: %d partial matches in flight on the killed collector, %d on partitions that moved to it before",
		len(dead), len(moved))
	require.Equal(t, found, slices.Sorted(maps.Keys(a.findings)))
}

// forever is later than any event.
const forever = 1<<63 - 1

// requireOnePartition requires that all events of a host came through one partition.
func requireOnePartition(t *testing.T, documents []document) {
	t.Helper()
	partition := map[any]any{}
	for _, d := range documents {
		host, p := d.at("host.id"), d.at("kafka.partition")
		require.NotNil(t, p)
		if partition[host] == nil {
			partition[host] = p
		}
		require.Equal(t, partition[host], p, "host %v", host)
	}
	require.Len(t, partition, fleetHosts)
}

// producer is a Beat whose events go to Kafka.
type producer struct {
	path string // of the file that it reads
}

// startProducer starts one that reads a file, with the settings for Kafka that we ship.
func (b *broker) startProducer(t testing.TB) *producer {
	t.Helper()
	p := &producer{path: filepath.Join(t.TempDir(), "input.ndjson")}
	p.write(t, nil)
	_, shipped, ok := strings.Cut(b.shippedConfig(t, "kafka-producer.yml"), "\nprocessors:\n")
	require.True(t, ok)
	beat, err := trial.Run{
		Binary: binary(t), Home: t.TempDir(), Paths: map[string]string{"INPUT": p.path},
		Config: fromFile("processors:\n" + shipped + "\nqueue.mem.flush.timeout: 100ms\n"),
	}.Start()
	require.NoError(t, err)
	t.Cleanup(beat.Stop)
	return p
}

// write adds events to what the producer reads.
func (p *producer) write(t testing.TB, text []byte) {
	t.Helper()
	file, err := os.OpenFile(p.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = file.Write(text)
	require.NoError(t, err)
	require.NoError(t, file.Close())
}

// collector is a Beat that reads from Kafka what the group gives it to read.
type collector struct {
	name string
	run  trial.Run
	beat *trial.Beat
}

// startCollector starts one with the configuration that we ship, but for its output, which is a file.
func (b *broker) startCollector(t *testing.T, name string) *collector {
	t.Helper()
	shipped, _, ok := strings.Cut(b.shippedConfig(t, "kafka-collector.yml"), "\noutput.elasticsearch:\n")
	require.True(t, ok)
	require.Contains(t, shipped, "client_id: collector-1\n")
	c := &collector{name: name, run: trial.Run{
		Binary: binary(t), Home: t.TempDir(),
		Config: strings.Replace(shipped, "client_id: collector-1\n", fmt.Sprintf("client_id: %s\n", name), 1) + toFile,
	}}
	beat, err := c.run.Start()
	require.NoError(t, err)
	c.beat = beat
	t.Cleanup(beat.Stop)
	return c
}

// documents are what has come out of the collector so far.
func (c *collector) documents(t *testing.T) []document {
	t.Helper()
	return parse(t, c.run.Written())
}

// shippedConfig is a configuration file of ours, with the broker's address.
func (b *broker) shippedConfig(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "_meta", "config", name))
	require.NoError(t, err)
	require.Contains(t, string(text), `"localhost:9092"`)
	return strings.Replace(string(text), "localhost:9092", b.address, 1)
}

// TestKafkaConfig: the configuration that we ship passes its own test.
func TestKafkaConfig(t *testing.T) {
	for _, name := range []string{"kafka-producer.yml", "kafka-collector.yml"} {
		path, err := filepath.Abs(filepath.Join("..", "_meta", "config", name))
		require.NoError(t, err)
		out, err := eqlbeat(t, t.TempDir(), "test", "config", "--strict.perms=false", "-c", path)
		require.NoError(t, err, out)
		require.Equal(t, "Config OK\n", out)
	}
}
