package processor

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestALackOfRoomIsLoggedOnceAMinute(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p, log := beatIn(t, dir, "state.max_bytes: 1MiB")
		defer stop(t, p)
		next := 0
		fill := func() {
			for range 20_000 {
				pass(t, p, load(guid(next), begin.Add(time.Duration(next)*time.Microsecond)))
				next++
			}
		}
		fill()
		assert.Positive(t, metric(t, "partials.evicted"))
		assert.Empty(t, log.only("lack of room"))
		time.Sleep(61 * time.Second)
		synctest.Wait()
		first := log.only("lack of room")
		assert.Len(t, first, 1)
		assert.Regexp(t, `^warn: Partial matches were given up for lack of room, so that findings may be lost: \d+ since this was last looked at\. `+
			`Rules with the most: Outbound Scheduled Task Activity via PowerShell \(\d+\)\. Hosts with the most: 0f5a8c1e-host \(\d+\)\. `+
			`Raise state\.max_bytes \(now 1MiB\), or narrow the first steps of these rules\.$`, strings.Join(first, "\n"))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assert.Len(t, log.only("lack of room"), 1, "no more were given up")
		fill()
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Len(t, log.only("lack of room"), 2)
	})
}

func TestSharesAreSortedAndCutOff(t *testing.T) {
	last := map[string]uint64{"a": 5, "b": 5, "c": 5, "e": 5, "new": 70}
	now := map[string]uint64{"a": 6, "b": 14, "c": 14, "d": 3, "e": 5, "new": 2}
	assert.Equal(t, "b (9), c (9), d (3), 2 others", most(sharesOf(now, last)), "a count that fell has begun anew")
	assert.Equal(t, "none", most(sharesOf(now, now)))
}
