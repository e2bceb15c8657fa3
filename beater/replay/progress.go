package replay

import (
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far a run has come, on a terminal. Elsewhere it does
// nothing. read may be called by another goroutine than the rest.
type progress struct {
	to      io.Writer // nil where nothing is shown
	bar     atomic.Pointer[progressbar.ProgressBar]
	reading atomic.Bool
}

// newProgress shows progress on w if that is a terminal.
func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{to: w}
		}
	}
	return &progress{}
}

// start begins something: bytes that are read, or events that are done. total
// is -1 where it is unknown.
func (p *progress) start(what string, total int64, bytes bool) {
	p.stop()
	if p.to == nil {
		return
	}
	p.reading.Store(bytes)
	p.bar.Store(progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(p.to),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(bytes),
		progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("events"),
		progressbar.OptionShowIts(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	))
}

// read says that bytes of the files have been read.
func (p *progress) read(n int) {
	if bar := p.bar.Load(); bar != nil && p.reading.Load() {
		_ = bar.Add(n) // a terminal that can't be written to is no reason to stop
	}
}

// done says that the rules have run over events.
func (p *progress) done(n int) {
	if bar := p.bar.Load(); bar != nil && !p.reading.Load() {
		_ = bar.Add(n)
	}
}

// hide makes room for other output; the bar comes back by itself.
func (p *progress) hide() {
	if bar := p.bar.Load(); bar != nil {
		_ = bar.Clear()
	}
}

// stop takes the bar away.
func (p *progress) stop() {
	if bar := p.bar.Swap(nil); bar != nil {
		_ = bar.Clear()
	}
}
