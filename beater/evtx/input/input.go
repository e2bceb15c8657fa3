package input

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/monitoring"
)

// input reads files, one after the other.
type input struct {
	manager  *manager
	settings settings
}

// Name implements v2.Input.
func (in *input) Name() string { return Type }

// Test implements v2.Input. Files may come later, so there is nothing to test.
func (in *input) Test(v2.TestContext) error { return nil }

// Run reads what there is, and then what comes, until the Beat stops it.
func (in *input) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	ctx.UpdateStatus(status.Starting, "")
	p := &positions{store: in.manager.store, log: ctx.Logger, id: in.settings.ID}
	client, err := pipeline.ConnectWith(beat.ClientConfig{EventListener: p.listener()})
	if err != nil {
		ctx.UpdateStatus(status.Failed, err.Error())
		return fmt.Errorf("connecting to the pipeline: %w", err)
	}
	defer client.Close()
	stop := v2.GoContextFromCanceler(ctx.Cancelation)
	// A full queue would hold up the reader for as long as the output does.
	defer context.AfterFunc(stop, func() { client.Close() })()

	s := &scanner{
		settings: in.settings, positions: p, client: client, log: ctx.Logger, metrics: newMetrics(ctx.MetricsRegistry),
		read: make(map[string]version), failed: make(map[string]string),
	}
	ctx.UpdateStatus(status.Running, "")
	for stop.Err() == nil {
		s.scan(stop)
		select {
		case <-stop.Done():
		case <-time.After(in.settings.CheckInterval):
		}
	}
	ctx.UpdateStatus(status.Stopped, "")
	return nil
}

// metrics count what the input has done since it was started.
type metrics struct {
	files   *monitoring.Uint // that were read to their end, each time they were
	events  *monitoring.Uint // that were shipped
	chunks  *monitoring.Uint // that are damaged
	records *monitoring.Uint // that can't be read
}

func newMetrics(r *monitoring.Registry) *metrics {
	return &metrics{
		files:   monitoring.NewUint(r, "files_read_total"),
		events:  monitoring.NewUint(r, "records_read_total"),
		chunks:  monitoring.NewUint(r, "chunks_damaged_total"),
		records: monitoring.NewUint(r, "records_damaged_total"),
	}
}

// version tells a file from what it was before.
type version struct {
	size    int64
	changed time.Time
}

// scanner looks for files and reads them.
type scanner struct {
	settings  settings
	positions *positions
	client    beat.Client
	log       *logp.Logger
	metrics   *metrics
	read      map[string]version // files that have been read to their end
	failed    map[string]string  // files that couldn't be read, and why
}

// scan reads all files that have changed since they were read.
func (s *scanner) scan(stop context.Context) {
	found := make(map[string]bool)
	for _, path := range s.settings.files() {
		if stop.Err() != nil {
			return
		}
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		found[path] = true
		now := version{info.Size(), info.ModTime()}
		// A file may be from the future, by its own clock.
		if age := time.Since(now.changed); s.read[path] == now || age >= 0 && age < s.settings.MinAge {
			continue
		}
		switch err := s.file(stop, path); {
		case err == nil:
			s.read[path] = now
			delete(s.failed, path)
			s.metrics.files.Inc()
		case stop.Err() != nil:
			return
		case s.failed[path] != err.Error(): // say it once
			s.failed[path] = err.Error()
			s.log.Errorf("%s can't be read: %v", path, err)
		}
	}
	s.forget(found)
}

// forget forgets files that are gone.
func (s *scanner) forget(found map[string]bool) {
	for path := range s.read {
		if !found[path] {
			delete(s.read, path)
		}
	}
	for path := range s.failed {
		if !found[path] {
			delete(s.failed, path)
		}
	}
	s.positions.forget(func(path string) bool {
		if found[path] {
			return false
		}
		// A folder that can't be read at the moment hides its files.
		_, err := os.Stat(path)
		return errors.Is(err, fs.ErrNotExist)
	})
}
