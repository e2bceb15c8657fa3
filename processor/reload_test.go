package processor

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// reloading is a processor whose rules are files of a folder.
type reloading struct {
	*processor
	t   testing.TB
	log logged
	dir string
	now time.Time // of the last write; each is a minute after the one before
}

const reloadsRules = "builtin: false\nrules: [\"rules/*\"]\nrules_reload.enabled: true"

func newReloading(t testing.TB, files map[string]string) *reloading {
	t.Helper()
	r := &reloading{t: t, dir: t.TempDir(), now: time.Now().Add(-24 * time.Hour)}
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, "rules"), 0o700))
	for name, text := range files {
		r.write(name, text)
	}
	r.processor, r.log = beatIn(t, r.dir, reloadsRules)
	t.Cleanup(func() { stop(t, r.processor) })
	return r
}

func (r *reloading) path(name string) string { return filepath.Join(r.dir, "rules", name) }

func (r *reloading) write(name, text string) {
	r.t.Helper()
	require.NoError(r.t, os.WriteFile(r.path(name), []byte(text), 0o600))
	r.now = r.now.Add(time.Minute)
	require.NoError(r.t, os.Chtimes(r.path(name), r.now, r.now))
}

// reload does what the upkeep does each period, and returns what it logged.
func (r *reloading) reload() []string {
	before := len(r.log())
	r.shared.Load().reload(time.Now())
	return r.log()[before:]
}

// found returns the ids of the rules that an event with a message completes.
func (r *reloading) found(message string) []string {
	r.t.Helper()
	e := pass(r.t, r.processor, &beat.Event{Timestamp: begin, Fields: mapstr.M{"message": message}})
	matches, err := e.GetValue("eql.matches")
	if err != nil {
		return nil
	}
	var ids []string
	for _, m := range matches.([]mapstr.M) {
		id, _ := m.GetValue("rule.id")
		ids = append(ids, id.(string))
	}
	return ids
}

// looksFor is a rule file that finds a message.
func looksFor(id, message string) string {
	return fmt.Sprintf("[rule]\nrule_id = %q\nname = \"Rule %s\"\ntype = \"eql\"\nlanguage = \"eql\"\nseverity = \"low\"\nrisk_score = 21\nquery = '''\nany where message == %q\n'''\n", id, id, message)
}

// broken is one that doesn't compile.
func broken(id string) string { return strings.Replace(looksFor(id, "x"), "==", "=", 1) }

func TestChangesOfRuleFilesAreTakenUp(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one"), "b.toml": looksFor("b", "two"), "c.toml": looksFor("c", "three")})
	assert.Empty(t, r.reload(), "nothing has changed")
	assert.EqualValues(t, 0, metric(t, "rules.reloads"))

	r.write("a.toml", looksFor("a", "other"))
	require.NoError(t, os.Remove(r.path("b.toml")))
	r.write("d.toml", looksFor("d", "four"))
	r.write("e.toml", looksFor("e", "four"))
	assert.Equal(t, []string{"info: Rules reloaded: 2 added, 1 changed, 1 removed; those that run: 4"}, r.reload())
	for message, want := range map[string][]string{"one": nil, "other": {"a"}, "two": nil, "three": {"c"}, "four": {"d", "e"}} {
		assert.Equal(t, want, r.found(message), message)
	}
	assert.EqualValues(t, 1, metric(t, "rules.reloads"))
	assert.EqualValues(t, 4, metric(t, "rules.loaded_gauge"))
	assert.Empty(t, r.reload())
}

func TestAFileWhoseContentIsTheSameHasNotChanged(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one")})
	engine := r.shared.Load().current.Load().engine
	r.write("a.toml", looksFor("a", "one"))
	assert.Empty(t, r.reload())
	r.write("a.toml", "# a comment in front, which moves the rule by a line\n"+looksFor("a", "one"))
	assert.Empty(t, r.reload())
	assert.Same(t, engine, r.shared.Load().current.Load().engine)
}

func TestABrokenFileKeepsItsRules(t *testing.T) {
	for name, text := range map[string]string{
		"doesn't compile": broken("a"),
		"doesn't load":    "[rule\n",
		"misses a key":    strings.Replace(looksFor("a", "x"), "query", "quer", 1),
	} {
		t.Run(name, func(t *testing.T) {
			r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one"), "b.toml": looksFor("b", "two")})
			r.write("a.toml", text)
			r.write("b.toml", looksFor("b", "other"))
			log := r.reload()
			require.Len(t, log, 3)
			assert.Contains(t, log[0], filepath.Join("rules", "a.toml")+":")
			assert.Equal(t, "warn: Rules of "+filepath.Join("rules", "a.toml")+" that run on as they were, because it has errors: 1", log[1])
			assert.Equal(t, "info: Rules reloaded: 0 added, 1 changed, 0 removed; those that run: 2", log[2])
			assert.Equal(t, []string{"a"}, r.found("one"))
			assert.Equal(t, []string{"b"}, r.found("other"), "the other file's change applies")
			assert.Empty(t, r.reload(), "it is logged once")
			assert.Empty(t, r.reload())
			assert.EqualValues(t, 1, metric(t, "rules.reload_failures"))
			assert.EqualValues(t, 1, metric(t, "rules.failed_gauge"))
			assert.EqualValues(t, 2, metric(t, "rules.loaded_gauge"))

			r.write("a.toml", looksFor("a", "fixed"))
			assert.Equal(t, []string{
				"info: " + filepath.Join("rules", "a.toml") + " has no errors any more.",
				"info: Rules reloaded: 0 added, 1 changed, 0 removed; those that run: 2",
			}, r.reload())
			assert.Equal(t, []string{"a"}, r.found("fixed"))
			assert.EqualValues(t, 0, metric(t, "rules.failed_gauge"))
		})
	}
}

func TestOfAFileWithSeveralRulesOnlyTheBrokenOneStaysAsItWas(t *testing.T) {
	line := func(id, query string) string {
		return fmt.Sprintf(`{"rule_id":%q,"name":%q,"type":"eql","language":"eql","severity":"low","risk_score":21,"query":%q}`+"\n", id, id, query)
	}
	r := newReloading(t, map[string]string{"all.ndjson": line("a", `any where message == "one"`) + line("b", `any where message == "two"`)})
	r.write("all.ndjson", line("a", `any where message = "one"`)+line("b", `any where message == "other"`))
	r.reload()
	assert.Equal(t, []string{"a"}, r.found("one"))
	assert.Equal(t, []string{"b"}, r.found("other"))
}

func TestAFileThatIsBrokenFromTheStartRunsOnceItIsFixed(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": broken("a")})
	assert.Len(t, r.log.only("error: No rule runs"), 1)
	assert.Empty(t, r.reload())
	r.write("a.toml", looksFor("a", "one"))
	assert.Len(t, r.reload(), 2)
	assert.Equal(t, []string{"a"}, r.found("one"))
	require.NoError(t, os.Remove(r.path("a.toml")))
	assert.Len(t, r.reload(), 3)
	assert.Len(t, r.log.only("error: No rule runs"), 2)
	assert.Len(t, r.log.only("no file matches"), 1)
	assert.Empty(t, r.reload())
}

func TestAnIDThatIsTakenIsAnErrorOfTheNewFile(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one")})
	r.write("b.toml", looksFor("a", "two"))
	log := r.reload()
	require.Len(t, log, 1)
	assert.Contains(t, log[0], "is already that of")
	assert.Equal(t, []string{"a"}, r.found("one"))
	assert.Nil(t, r.found("two"))
	assert.Empty(t, r.reload())
}

func TestAFileThatIsBeingWrittenWaits(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one")})
	s := r.shared.Load()
	r.write("a.toml", "") // the first half of what an editor does
	r.write("b.toml", "")
	s.reload(r.now.Add(quiet - 1))
	assert.Equal(t, []string{"a"}, r.found("one"))
	r.write("a.toml", looksFor("a", "two"))
	s.reload(r.now.Add(quiet))
	assert.Equal(t, []string{"a"}, r.found("two"))
}

func TestAFileThatOthersMayWriteIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one")})
	require.NoError(t, os.Chmod(r.path("a.toml"), 0o666))
	log := r.reload()
	require.Len(t, log, 2, "a change of the mode alone is one")
	assert.Contains(t, log[0], "can only be writable by the owner")
	r.write("a.toml", looksFor("a", "two"))
	r.reload()
	assert.Equal(t, []string{"a"}, r.found("one"))
	require.NoError(t, os.Chmod(r.path("a.toml"), 0o600))
	r.reload()
	assert.Equal(t, []string{"a"}, r.found("two"))
}

func TestTheBuiltInRuleMakesRoomForACopy(t *testing.T) {
	r := newReloading(t, nil)
	require.NoError(t, r.Close())
	stop(t, r.processor)
	r.processor, r.log = beatIn(t, r.dir, "rules: [\"rules/*\"]\nrules_reload.enabled: true")
	assert.True(t, detects(t, r.processor))
	r.write("copy.toml", looksFor("5cd55388-a19c-47c7-8ec4-f41656c2fded", "copy"))
	assert.Contains(t, r.reload(), "info: Rules reloaded: 0 added, 1 changed, 0 removed; those that run: 1")
	assert.Len(t, r.found("copy"), 1)
}

func TestReloadingIsOnlyDoneWhereAsked(t *testing.T) {
	for settings, want := range map[string][]string{
		"rules: [\"*.toml\"]": nil,
		"rules: [\"*.toml\"]\nrules_reload: {enabled: true, period: 5s}": {"a"},
	} {
		t.Run(fmt.Sprint(want), func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p, log := beatIn(t, dir, settings)
				defer stop(t, p)
				r := &reloading{processor: p, t: t, log: log}
				require.NoError(t, os.WriteFile(filepath.Join(dir, "a.toml"), []byte(looksFor("a", "one")), 0o600))
				time.Sleep(6 * time.Second)
				synctest.Wait()
				assert.Equal(t, want, r.found("one"))
			})
		})
	}
}

func TestEventsPassWhileRulesAreReloaded(t *testing.T) {
	r := newReloading(t, map[string]string{"a.toml": looksFor("a", "one"), "b.toml": looksFor("b", "two")})
	var missed, passed atomic.Int64
	var wg sync.WaitGroup
	stopped := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stopped:
					return
				default:
				}
				if e := (&beat.Event{Timestamp: begin, Fields: mapstr.M{"message": "one"}}); !tagged(pass(t, r.processor, e)) {
					missed.Add(1)
				}
				passed.Add(1)
			}
		})
	}
	for n := range 8 {
		r.write("b.toml", looksFor("b", fmt.Sprint(n)))
		r.reload()
		for before := passed.Load(); passed.Load() < before+20; {
			runtime.Gosched()
		}
	}
	close(stopped)
	wg.Wait()
	assert.Zero(t, missed.Load(), "a rule that is unchanged sees every event")
	assert.EqualValues(t, 8, metric(t, "rules.reloads"))
}
