package beater_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/elastic/mock-es/pkg/api"
	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// TestElasticsearch: every event arrives over the bulk protocol, and every finding, though the server is busy, refuses
// single documents, breaks off in the middle, and is gone for a while.
func TestElasticsearch(t *testing.T) {
	t.Parallel()
	const bulkSize, workers = 200, 2
	f := newFleet()
	index := newIndex(t)
	beat, err := trial.Run{
		Binary: binary(t), Home: t.TempDir(), Paths: map[string]string{"INPUT": f.input(t).path},
		Config: fromFile(withEQL) + fmt.Sprintf(`
output.elasticsearch:
  hosts: ["http://%s"]
  preset: custom
  bulk_max_size: %d
  worker: %d
  backoff: {init: 20ms, max: 100ms}
setup.template.enabled: false
setup.ilm.enabled: false
queue.mem.flush.timeout: 100ms
`, index.address, bulkSize, workers),
	}.Start()
	require.NoError(t, err)
	defer beat.Stop()

	require.Eventually(t, func() bool { return index.different() >= len(f.events)/3 }, time.Minute, 20*time.Millisecond)
	index.close()
	t.Logf("gone when it had %d events", index.different())
	time.Sleep(time.Second)
	index.open(t)
	require.Eventually(t, func() bool { return index.different() == len(f.events) }, time.Minute, 20*time.Millisecond)
	beat.Stop()
	index.close()

	index.mu.Lock()
	defer index.mu.Unlock()
	t.Logf("answers: %d requests refused as too many, %d documents refused, %d answers lost", index.refused, index.failed, index.lost)
	require.NotZero(t, index.refused)
	require.NotZero(t, index.failed)
	require.NotZero(t, index.lost)
	a := arrivedFrom(t, f, index.documents)
	a.requireAll(t)

	// An event arrives again only where the answer that acknowledged it was lost, or broken off when the server went.
	again := 0
	for _, n := range a.lines {
		again += n - 1
	}
	require.LessOrEqual(t, again, index.unanswered+bulkSize*workers)
}

// index is an Elasticsearch that keeps what it takes.
type index struct {
	address string
	bulk    *api.APIHandler
	server  *http.Server

	mu                    sync.Mutex
	requests, attempts    int
	refused, failed, lost int // requests answered 429, documents answered 429, requests not answered
	unanswered            int // documents taken in requests whose answer was lost
	taken                 int // documents taken in the request at hand
	documents             []document
	lines                 map[float64]bool
}

// text is a string that mock-es wants as a Stringer.
type text string

func (t text) String() string { return string(t) }

// newIndex returns one that is open.
func newIndex(t *testing.T) *index {
	t.Helper()
	x := &index{address: "127.0.0.1:0", lines: map[float64]bool{}}
	x.bulk = api.NewDeterministicAPIHandler(text("test"), "test", nil, time.Now().Add(time.Hour), 0, 0, x.take)
	x.open(t)
	t.Cleanup(x.close)
	return x
}

// open listens; after the first time at the same address again.
func (x *index) open(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", x.address)
	require.NoError(t, err)
	x.address = listener.Addr().String()
	x.server = &http.Server{Handler: x}
	go x.server.Serve(listener)
}

// close breaks all connections off.
func (x *index) close() { _ = x.server.Close() }

// ServeHTTP refuses each fourth bulk request as one too many, and loses the answer to each seventh.
func (x *index) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/_bulk" {
		x.bulk.ServeHTTP(w, r)
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.requests++
	if x.requests%4 == 0 {
		x.refused++
		http.Error(w, `{"error":{"type":"es_rejected_execution_exception"},"status":429}`, http.StatusTooManyRequests)
		return
	}
	x.taken = 0
	x.bulk.ServeHTTP(w, r)
	if x.requests%7 == 0 {
		x.lost++
		x.unanswered += x.taken
		panic(http.ErrAbortHandler)
	}
}

// take refuses each fifth document, and keeps the others. mock-es calls it for each document of a bulk request.
func (x *index) take(action api.Action, event []byte) int {
	x.attempts++
	if x.attempts%5 == 0 {
		x.failed++
		return http.StatusTooManyRequests
	}
	var d document
	if action.Action != "create" || json.Unmarshal(event, &d) != nil {
		return http.StatusBadRequest
	}
	line, _ := d["line"].(float64)
	x.lines[line] = true
	x.documents = append(x.documents, d)
	x.taken++
	return http.StatusOK
}

// different is how many different events have arrived.
func (x *index) different() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.lines)
}
