package input

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/beats/v7/libbeat/statestore/storetest"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
	"github.com/elastic/elastic-agent-libs/monitoring"
)

// registry is the registry of one run.
type registry struct{ *statestore.Registry }

func (r registry) StoreFor(typ string) (*statestore.Store, error) { return r.Get(typ) }
func (r registry) CleanupInterval() time.Duration                 { return time.Hour }

// output is a pipeline and what comes out of it.
type output struct {
	events   []beat.Event
	listener beat.EventListener
	confirm  int           // of the events, so many are confirmed; all if negative
	full     bool          // takes nothing until it is closed
	closed   chan struct{} // of the client
	closing  sync.Mutex
}

func (o *output) Connect() (beat.Client, error) { return o.ConnectWith(beat.ClientConfig{}) }

func (o *output) ConnectWith(c beat.ClientConfig) (beat.Client, error) {
	o.listener = c.EventListener
	o.closed = make(chan struct{})
	return o, nil
}

func (o *output) Publish(e beat.Event) {
	if o.full {
		<-o.closed
		return
	}
	o.listener.AddEvent(e, true)
	o.events = append(o.events, e)
	if o.confirm != 0 {
		o.confirm--
		o.listener.ACKEvents(1)
	}
}

func (o *output) PublishAll([]beat.Event) { panic("isn't used") }

func (o *output) Close() error {
	o.closing.Lock()
	defer o.closing.Unlock()
	select {
	case <-o.closed:
	default:
		close(o.closed)
	}
	return nil
}

// numbers returns those of the events' records in their files, in the order in
// which they came.
func (o *output) numbers() (all []uint64) {
	for i := range o.events {
		all = append(all, o.events[i].Private.(*shipped).at.Record)
	}
	return all
}

// trial runs an input.
type trial struct {
	disk     *storetest.MemoryStore // where the registry is kept
	settings map[string]any
	metrics  *monitoring.Registry // of the last run
}

func newTrial(paths ...string) *trial {
	return &trial{storetest.NewMemoryStoreBackend(), map[string]any{"paths": paths, "min_age": 0}, nil}
}

// run runs the input for a minute, by the clock of the test. meanwhile, if not
// nil, is called after half of it.
func (tr *trial) run(t *testing.T, out *output, meanwhile func()) {
	t.Helper()
	tr.metrics = monitoring.NewRegistry()
	log := logptest.NewTestingLogger(t, "")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		plugin := Plugin(log, registry{statestore.NewRegistry(tr.disk)})
		require.NoError(t, plugin.Manager.Init(&group{ctx: ctx}))
		in, err := plugin.Manager.Create(config.MustNewConfigFrom(tr.settings))
		require.NoError(t, err)
		require.NoError(t, in.Test(v2.TestContext{}))
		ended := make(chan error)
		go func() {
			ended <- in.Run(v2.Context{Logger: log, Cancelation: ctx, MetricsRegistry: tr.metrics}, out)
		}()
		time.Sleep(30 * time.Second)
		if meanwhile != nil {
			synctest.Wait()
			meanwhile()
		}
		time.Sleep(30 * time.Second)
		cancel()
		require.NoError(t, <-ended)
		synctest.Wait()
	})
}

// counts returns the metrics.
func (tr *trial) counts() map[string]int64 {
	return monitoring.CollectFlatSnapshot(tr.metrics, monitoring.Full, true).Ints
}

// group runs goroutines until a context ends.
type group struct{ ctx context.Context }

func (g *group) Go(f func(context.Context) error) error {
	go func() { _ = f(g.ctx) }()
	return nil
}

// from returns the numbers from first to last.
func from(first, last uint64) (all []uint64) {
	for n := first; n <= last; n++ {
		all = append(all, n)
	}
	return all
}

func TestRecordsAreShippedOnceInOrder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "b.evtx"), log(201, 233))
	write(t, filepath.Join(dir, "a", "b", "a.evtx"), log(1, 33))
	tr := newTrial(filepath.Join(dir, "**", "*.evtx"))
	first := &output{confirm: -1}
	tr.run(t, first, nil)
	require.Equal(t, append(from(1, 64), from(201, 264)...), first.numbers())
	require.Equal(t, map[string]int64{"files_read_total": 2, "records_read_total": 128, "chunks_damaged_total": 0, "records_damaged_total": 0}, tr.counts())
	path, err := first.events[0].GetValue("log.file.path")
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "a", "b", "a.evtx"), path)

	again := &output{confirm: -1}
	tr.run(t, again, nil)
	require.Empty(t, again.events)
}

func TestWhatNoOutputConfirmedIsShippedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.evtx")
	write(t, path, log(1, 33))
	tr := newTrial(path)
	tr.run(t, &output{confirm: 40}, nil)
	rest := &output{confirm: -1}
	tr.run(t, rest, nil)
	require.Equal(t, from(41, 64), rest.numbers())
}

func TestInputsHaveTheirOwnPositions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.evtx")
	write(t, path, log(1))
	tr := newTrial(path)
	for _, id := range []string{"one", "two"} {
		tr.settings["id"] = id
		out := &output{confirm: -1}
		tr.run(t, out, nil)
		require.Equal(t, from(1, 32), out.numbers())
	}
}

func TestFilesThatChange(t *testing.T) {
	tests := []struct {
		name          string
		before, after []byte
		want          []uint64
	}{
		{"one that has grown is read on", log(1), log(1, 33), from(33, 64)},
		{"one that has been overwritten from its start is read on", log(1, 33), log(65, 33), from(65, 96)},
		{"one that has only newer records is read", log(1), log(101), from(101, 132)},
		{"another log with the same numbers is read from its start", log(1), another(log(1)), from(1, 32)},
		{"a log that was cleared is read from its start", log(65, 97), log(1), from(1, 32)},
		{"a new file is read", nil, log(1), from(1, 32)},
	}
	for _, tt := range tests {
		for _, when := range []string{"while the Beat runs", "between runs"} {
			t.Run(tt.name+" "+when, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "a.evtx")
				if tt.before != nil {
					write(t, path, tt.before)
				}
				tr := newTrial(path)
				out := &output{confirm: -1}
				before := 0
				change := func() {
					before = len(out.events)
					write(t, path, tt.after)
				}
				if when == "between runs" {
					tr.run(t, out, nil)
					change()
					tr.run(t, out, nil)
				} else {
					tr.run(t, out, change)
				}
				require.Equal(t, tt.want, out.numbers()[before:])
			})
		}
	}
}

func TestPositionsOfFilesThatAreGoneAreForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.evtx")
	write(t, path, log(1))
	tr := newTrial(path)
	out := &output{confirm: -1}
	tr.run(t, out, func() { require.NoError(t, os.Remove(path)) })
	require.Len(t, out.events, 32)
	require.Empty(t, tr.disk.Stores[Type].Table)
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	damaged := log(1, 33, 65)
	damaged[header+chunk+4000] ^= 0xFF // in a record
	copy(damaged[header+2*chunk:], "garbage!")
	write(t, filepath.Join(dir, "damaged.evtx"), damaged)
	write(t, filepath.Join(dir, "empty.evtx"), nil)
	write(t, filepath.Join(dir, "other.evtx"), []byte("MZ"))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.evtx"), 0o700))
	tr := newTrial(filepath.Join(dir, "*.evtx"))
	out := &output{confirm: -1}
	tr.run(t, out, nil)
	counts := tr.counts()
	require.Equal(t, int64(1), counts["files_read_total"], "of the others there is nothing to read")
	require.Equal(t, int64(2), counts["chunks_damaged_total"])
	require.Equal(t, int64(64), counts["records_read_total"]+counts["records_damaged_total"])
	require.Equal(t, from(1, 32), out.numbers()[:32])
}

func TestFilesRestBeforeTheyAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.evtx")
	write(t, path, log(1))
	tr := newTrial(path)
	tr.settings["min_age"] = "1h"
	for name, want := range map[time.Duration]int{-2 * time.Hour: 32, -30 * time.Minute: 0, time.Hour: 32} {
		// By the test's clock it is the year 2000.
		changed := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(name)
		require.NoError(t, os.Chtimes(path, changed, changed))
		tr.disk = storetest.NewMemoryStoreBackend()
		out := &output{confirm: -1}
		tr.run(t, out, nil)
		require.Len(t, out.events, want, name)
	}
}

func TestAFullQueueDoesNotKeepTheInputFromEnding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.evtx")
	write(t, path, log(1))
	newTrial(path).run(t, &output{full: true}, nil)
}

func TestSettings(t *testing.T) {
	tests := []struct {
		name     string
		settings map[string]any
		want     string
	}{
		{"no paths", nil, "paths: name files, or globs such as /evidence/*.evtx accessing config"},
		{"a glob that is none", map[string]any{"paths": []string{"/a/["}}, `paths: "/a/[" is no glob: syntax error in pattern accessing config`},
		{"two **", map[string]any{"paths": []string{"/**/**/a"}}, `paths: "/**/**/a" is no glob: multiple ** in "/**/**/a" accessing config`},
		{"durations", map[string]any{"paths": []string{"a"}, "check_interval": "1ms", "min_age": "-1s"},
			"check_interval: 1ms is less than 1s\nmin_age: -1s is less than 0s accessing config"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plugin := Plugin(logptest.NewTestingLogger(t, ""), registry{})
			_, err := plugin.Manager.Create(config.MustNewConfigFrom(tt.settings))
			require.EqualError(t, err, tt.want)
		})
	}
}
