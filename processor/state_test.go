package processor

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/elastic/beats/v7/libbeat/processors"
	agentconfig "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/processor/snapshot"
)

// TestMain fails where a test has left a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// logged is what a processor has logged so far: "level: message", information
// and worse.
type logged func() []string

// only returns those with a text.
func (l logged) only(text string) []string {
	var found []string
	for _, line := range l() {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// beatIn is a processor of a Beat whose configuration and data are in a folder.
func beatIn(t testing.TB, dir, yaml string) (*processor, logged) {
	t.Helper()
	log, seen := logptest.NewTestingLoggerWithObserver(t, "")
	c, err := agentconfig.NewConfigWithYAML([]byte("id: "+idOf(t)+"\n"+yaml), "test")
	require.NoError(t, err)
	p, err := New(c, log)
	require.NoError(t, err)
	require.NoError(t, p.(*processor).SetPaths(&paths.Path{Config: dir, Data: dir}))
	return p.(*processor), func() []string {
		var lines []string
		for _, e := range seen.All() {
			if level := e.Level.String(); level != "debug" {
				lines = append(lines, level+": "+e.Message)
			}
		}
		return lines
	}
}

// stop closes the processor, and forgets its engine as the end of the process
// does.
func stop(t testing.TB, p *processor) {
	t.Helper()
	require.NoError(t, p.Close())
	require.Zero(t, references(p.config.ID))
	forget(p.config.ID)
}

// forget ends an engine that nobody uses.
func forget(id string) {
	engines.mu.Lock()
	defer engines.mu.Unlock()
	if s := engines.byID[id]; s != nil && s.references == 0 {
		engines.end(s)
	}
}

func stateOf(t testing.TB, dir string) string { return filepath.Join(dir, "eql", idOf(t)) }

func TestASequenceCompletesAfterARestart(t *testing.T) {
	dir := t.TempDir()
	first, _ := beatIn(t, dir, "")
	pass(t, first, load(guid(1), begin))
	stop(t, first)
	second, log := beatIn(t, dir, "")
	defer stop(t, second)
	assert.Equal(t, []string{"info: Partial matches of the last run: 1 taken up; left out: 0 as too old, 0 of rules that are gone or have changed, 0 for lack of room"},
		log.only("last run"))
	assert.EqualValues(t, 1, metric(t, "partials.restored"))
	assert.True(t, tagged(pass(t, second, connection(guid(1), begin.Add(time.Second)))))
}

func TestStateIsWrittenWhileTheBeatRuns(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p, _ := beatIn(t, dir, "state.snapshot: 10s")
		defer stop(t, p)
		written := func(after time.Duration) int64 {
			time.Sleep(after)
			synctest.Wait()
			return metric(t, "state.written")
		}
		require.EqualValues(t, 0, written(11*time.Second), "nothing to write before the first event")
		pass(t, p, load(guid(1), begin))
		require.EqualValues(t, 0, written(8*time.Second))
		require.EqualValues(t, 1, written(2*time.Second))
		_, err := snapshot.Read(stateOf(t, dir))
		require.NoError(t, err)
		require.EqualValues(t, 1, written(time.Minute), "nothing has changed")
		pass(t, p, load(guid(2), begin))
		require.EqualValues(t, 2, written(10*time.Second))
	})
}

func TestAtZeroStateIsWrittenAtTheStopOnly(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p, _ := beatIn(t, dir, "state.snapshot: 0")
		pass(t, p, load(guid(1), begin))
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.NoFileExists(t, stateOf(t, dir))
		stop(t, p)
		assert.FileExists(t, stateOf(t, dir))
	})
}

func TestTheLastInstanceWritesTheState(t *testing.T) {
	dir := t.TempDir()
	one, _ := beatIn(t, dir, "")
	two, _ := beatIn(t, dir, "")
	pass(t, one, load(guid(1), begin))
	require.NoError(t, one.Close())
	assert.NoFileExists(t, stateOf(t, dir))
	require.NoError(t, two.Close())
	assert.FileExists(t, stateOf(t, dir))
	stop(t, two)
}

func TestTheEndOfTheCommandWritesTheState(t *testing.T) {
	dir := t.TempDir()
	p, _ := beatIn(t, dir, "")
	pass(t, p, load(guid(1), begin))
	command := &cobra.Command{Run: func(*cobra.Command, []string) {}}
	command.SetArgs([]string{})
	require.NoError(t, command.Execute())
	assert.FileExists(t, stateOf(t, dir))
	again, _ := beatIn(t, dir, "") // as another command in the process would
	pass(t, again, load(guid(2), begin))
	require.NoError(t, p.Close())
	stop(t, again)
}

func TestAFileThatCannotBeUsedIsSetAside(t *testing.T) {
	tests := []struct {
		name, reason string
		write        func(path string) error
	}{
		{"is no snapshot", "it doesn't begin like a snapshot", func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("{}", 50)), 0o600)
		}},
		{"is empty", "with 0 bytes it is too short", func(path string) error { return os.WriteFile(path, nil, 0o600) }},
		{"is a folder", "it is a folder", func(path string) error { return os.Mkdir(path, 0o700) }},
		{"holds no state", "", func(path string) error {
			return snapshot.Write(path, func(w io.Writer) error {
				_, err := io.WriteString(w, "of another program")
				return err
			})
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := stateOf(t, dir)
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
			require.NoError(t, test.write(path))
			p, log := beatIn(t, dir, "")
			warnings := log.only("warn: ")
			require.Len(t, warnings, 1)
			assert.Contains(t, warnings[0], "It was renamed to "+path+".damaged: ")
			assert.Contains(t, warnings[0], test.reason)
			assert.EqualValues(t, 1, metric(t, "state.damaged"))
			assert.NoFileExists(t, path)
			assert.True(t, detects(t, p))
			stop(t, p)

			p, log = beatIn(t, dir, "")
			defer stop(t, p)
			assert.Empty(t, log.only("warn: "))
			assert.EqualValues(t, 0, metric(t, "state.damaged"))
		})
	}
}

func TestADiskThatFailsIsLoggedOnce(t *testing.T) {
	dir := t.TempDir()
	p, log := beatIn(t, dir, "")
	defer stop(t, p)
	blocker := filepath.Join(dir, "eql")
	require.NoError(t, os.WriteFile(blocker, nil, 0o600))
	s := p.shared.Load()
	for n := range 3 {
		pass(t, p, load(guid(n), begin))
		s.save()
	}
	assert.Len(t, log.only("The state can't be written"), 1)
	assert.EqualValues(t, 3, metric(t, "state.failures"))
	require.NoError(t, os.Remove(blocker))
	s.save()
	assert.Len(t, log.only("The state is written again."), 1)
	assert.EqualValues(t, 1, metric(t, "state.written"))
}

func TestWithoutADataPathNothingIsWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	p, err := New(agentconfig.MustNewConfigFrom(map[string]any{"id": idOf(t)}), logptest.NewTestingLogger(t, ""))
	require.NoError(t, err)
	require.NoError(t, p.(*processor).SetPaths(&paths.Path{}))
	assert.True(t, detects(t, p))
	stop(t, p.(*processor))
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestTestingAConfigurationTouchesNoFile(t *testing.T) {
	t.Chdir(t.TempDir())
	strict.Store(true)
	defer strict.Store(false)
	group := build(t, fmt.Sprintf("- eql: {id: %s, rules_inline: [{id: a, name: A, query: 'any where true'}]}", idOf(t)))
	require.NoError(t, group.Close())
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestIDsThatNameOneFileOnSomeSystemsAreRefused(t *testing.T) {
	dir := t.TempDir()
	one, _ := beatIn(t, dir, "")
	defer stop(t, one)
	two := build(t, fmt.Sprintf("- eql: {id: %s}", strings.ToUpper(idOf(t)))).List[0]
	err := two.(processors.PathSetter).SetPaths(&paths.Path{Config: dir, Data: dir})
	assert.EqualError(t, err, fmt.Sprintf("two eql processors have the ids %q and %q, which some systems take for the name of one file: give one of them another",
		idOf(t), strings.ToUpper(idOf(t))))
}
