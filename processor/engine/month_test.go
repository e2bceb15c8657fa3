package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// A rule without maxspan would hold every first step for ever, were it not for
// its look-back.
func TestAMonthThroughARuleWithoutMaxspanKeepsMemoryBounded(t *testing.T) {
	r := &rule.Rule{
		ID: "unbounded", Name: "Unbounded", Severity: "low", LookBack: rule.DefaultLookBack,
		Query: `sequence by user.name [process where true] [network where true]`,
	}
	e, failed := New(Options{Rules: []*rule.Rule{r}, MaxBytes: 16 << 20, Lateness: 5 * time.Second})
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	s := e.Session()
	doc := s.Document(nil)
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	most, findings := 0, 0
	const every = 10 * time.Second
	for n := range int(30 * 24 * time.Hour / every) {
		category, user := "process", fmt.Sprint("user ", n)
		if n%10 == 9 { // every tenth event follows the one before
			category, user = "network", fmt.Sprint("user ", n-1)
		}
		doc.Reset(map[string]any{
			"event": map[string]any{"category": category},
			"user":  map[string]any{"name": user},
		}, begin.Add(time.Duration(n)*every))
		findings += len(s.Process(doc, 0))
		most = max(most, e.Stats().StateBytes)
	}
	stats := e.Stats()
	if findings != int(30*24*time.Hour/every)/10 || stats.Evicted != 0 {
		t.Errorf("%d findings, %+v", findings, stats)
	}
	if most > 1<<20 || stats.Live > 200 {
		t.Errorf("the state took up to %d bytes; %+v", most, stats)
	}
}
