package trial

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// Beat is one that runs.
type Beat struct {
	run        Run
	process    *exec.Cmd
	complaints bytes.Buffer
	ended      chan error // what it ended with; closed then
}

// Start starts the Beat. The caller has to Stop or Kill it.
func (r Run) Start() (*Beat, error) {
	if err := r.configure(); err != nil {
		return nil, err
	}
	args := []string{"--path.home", r.Home, "-c", r.configFile()}
	for _, setting := range r.Settings {
		args = append(args, "-E", r.expand(setting))
	}
	b := &Beat{run: r, process: exec.Command(r.Binary, args...), ended: make(chan error, 1)}
	b.process.Stderr = &b.complaints
	if err := b.process.Start(); err != nil {
		return nil, err
	}
	go func() {
		b.ended <- b.process.Wait()
		close(b.ended)
	}()
	return b, nil
}

// Stop asks the Beat to end, and ends it where asking is not possible or does not help. It may be called again.
func (b *Beat) Stop() {
	if runtime.GOOS == "windows" || b.process.Process.Signal(os.Interrupt) != nil {
		_ = b.process.Process.Kill()
	}
	select {
	case <-b.ended:
	case <-time.After(10 * time.Second):
		b.Kill()
	}
}

// Kill ends the Beat at once, without its having a say: kill -9.
func (b *Beat) Kill() {
	_ = b.process.Process.Kill()
	<-b.ended
}

// Complaints are what an ended Beat has written to standard error, and the end of its log: why it failed.
func (b *Beat) Complaints() string { return b.complaints.String() + b.run.log() }

// CPU is the processor time that an ended Beat has taken, on all cores.
func (b *Beat) CPU() time.Duration {
	state := b.process.ProcessState
	return state.UserTime() + state.SystemTime()
}
