package processor

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/processors"
	agentconfig "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
	"github.com/elastic/elastic-agent-libs/paths"
)

// build makes what libbeat makes of a list of processors in YAML.
func build(t testing.TB, yaml string) *processors.Processors {
	t.Helper()
	c, err := agentconfig.NewConfigWithYAML([]byte(yaml), "test")
	require.NoError(t, err)
	var list processors.PluginConfig
	require.NoError(t, c.Unpack(&list))
	group, err := processors.New(list, logptest.NewTestingLogger(t, ""))
	require.NoError(t, err)
	return group
}

// alone makes one processor, whose paths are not yet set.
func alone(t testing.TB) *processor {
	t.Helper()
	p, ok := build(t, fmt.Sprintf("- eql: {id: %s}", idOf(t))).List[0].(*processor)
	require.True(t, ok, "libbeat has put its wrapper around the processor, which locks every Run and loses events after Close")
	t.Cleanup(func() {
		assert.NoError(t, p.Close())
		forget(idOf(t))
	})
	return p
}

func pathsOf(t testing.TB) *paths.Path {
	dir := t.TempDir()
	return &paths.Path{Home: dir, Config: dir, Data: dir}
}

// detects reports whether the built-in rule runs.
func detects(t testing.TB, p beat.Processor) bool {
	pass(t, p, load(guid(1), begin))
	return tagged(pass(t, p, connection(guid(1), begin.Add(time.Second))))
}

func TestLibbeatBuildsTheProcessorWithoutItsWrapper(t *testing.T) {
	p := alone(t)
	require.NoError(t, p.SetPaths(pathsOf(t)))
	assert.True(t, detects(t, p))
}

func TestALibbeatWithoutTheRegistryTakesThePlugin(t *testing.T) {
	register(nil) // the name is taken already, and libbeat keeps the first
	assert.NotPanics(t, func() { alone(t) })
}

func TestConditionsHoldTheProcessor(t *testing.T) {
	for name, yaml := range map[string]string{
		"when": "- eql: {id: %s, when.equals.host.name: ws-7}",
		"if":   "- if.equals.host.name: ws-7\n  then: [{eql: {id: %s}}]",
		"else": "- if.equals.host.name: ws-8\n  then: [{eql: {id: unused}}]\n  else: [{eql: {id: %s}}]",
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, fmt.Sprintf(yaml, idOf(t))).List[0]
			require.NoError(t, p.(processors.PathSetter).SetPaths(pathsOf(t)))
			assert.True(t, detects(t, p))
			require.NoError(t, processors.Close(p))
			assert.False(t, detects(t, p), "closing the condition closes the processor")
			assert.Zero(t, references(idOf(t)))
			forget(idOf(t))
		})
	}
}

// references returns how many instances an engine has.
func references(id string) int {
	engines.mu.Lock()
	defer engines.mu.Unlock()
	if s := engines.byID[id]; s != nil {
		return s.references
	}
	return 0
}

func TestClosingTwiceLetsGoOnce(t *testing.T) {
	one, two, to := alone(t), alone(t), pathsOf(t)
	require.NoError(t, one.SetPaths(to))
	require.NoError(t, two.SetPaths(to))
	require.NoError(t, one.Close())
	require.NoError(t, one.Close())
	assert.Equal(t, 1, references(idOf(t)))
	assert.True(t, detects(t, two))
}

func TestPathsAreSetOnce(t *testing.T) {
	p, to := alone(t), pathsOf(t)
	require.NoError(t, p.SetPaths(to))
	require.NoError(t, p.SetPaths(to))
	same := *to
	require.NoError(t, p.SetPaths(&same))
	assert.Equal(t, processors.ErrPathsAlreadySet, p.SetPaths(pathsOf(t)))
	assert.Equal(t, 1, references(idOf(t)))
}

func TestPathsThatCouldNotBeSetAreSetLater(t *testing.T) {
	p, to := alone(t), pathsOf(t)
	other := build(t, fmt.Sprintf("- eql: {id: %s, tag: other}", idOf(t))).List[0].(*processor)
	require.NoError(t, other.SetPaths(to))
	require.Error(t, p.SetPaths(to))
	assert.False(t, detects(t, p))
	require.NoError(t, other.Close())
	require.NoError(t, p.SetPaths(to))
	assert.True(t, detects(t, p))
}

func TestAfterCloseNothingBegins(t *testing.T) {
	p := alone(t)
	require.NoError(t, p.Close())
	assert.Equal(t, processors.ErrSetPathsOnClosed, p.SetPaths(pathsOf(t)))
	assert.Zero(t, references(idOf(t)))
	assert.False(t, detects(t, p), "the event passes")
}

func TestClosingWhilePathsAreSet(t *testing.T) {
	to := pathsOf(t)
	for range 50 {
		p := alone(t)
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := p.SetPaths(to); err != nil {
				assert.Equal(t, processors.ErrSetPathsOnClosed, err)
			}
		})
		wg.Go(func() { assert.NoError(t, p.Close()) })
		wg.Wait()
		require.Zero(t, references(idOf(t)), "whichever came first, nothing is held")
	}
}

func TestGroupsThatHoldOneProcessorMayAllCloseIt(t *testing.T) {
	p, to := alone(t), pathsOf(t)
	one, two := processors.NewList(nil), processors.NewList(nil)
	one.AddProcessor(p)
	two.AddProcessor(p)
	for _, group := range []*processors.Processors{one, two} {
		for _, member := range group.All() {
			require.NoError(t, member.(processors.PathSetter).SetPaths(to))
		}
	}
	require.NoError(t, one.Close())
	pass(t, two, load(guid(1), begin))
	require.NoError(t, two.Close())
	assert.Zero(t, references(idOf(t)))
}

func TestEventsPassWhileTheProcessorCloses(t *testing.T) {
	p := alone(t)
	require.NoError(t, p.SetPaths(pathsOf(t)))
	var passed atomic.Int64
	var wg sync.WaitGroup
	const goroutines, each = 4, 500
	for g := range goroutines {
		wg.Go(func() {
			for n := range each {
				pass(t, p, load(guid(g*each+n), begin))
				passed.Add(1)
			}
		})
	}
	for passed.Load() < goroutines*each/4 {
		time.Sleep(time.Microsecond)
	}
	require.NoError(t, p.Close())
	wg.Wait()
	assert.EqualValues(t, goroutines*each, passed.Load())
}
