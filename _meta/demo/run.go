package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// shipped is what went into the Beat and what came out.
type shipped struct {
	in  int              // lines of the recording
	out []map[string]any // events in the output file
}

// ship runs the Beat on the recording, in a folder of its own.
func ship(beat string) (*shipped, error) {
	recording, err := filepath.Abs(recordingPath)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(recording)
	if err != nil {
		return nil, err
	}
	config, err := os.ReadFile(configPath)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "eqlbeat-demo-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)

	s := &shipped{in: bytes.Count(text, []byte("\n"))}
	out, err := trial.Run{
		Binary: beat, Home: home,
		Config: string(config), Paths: map[string]string{"RECORDING": recording},
		Events: s.in, Patience: time.Minute,
	}.Ship()
	if err != nil {
		return nil, err
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var e map[string]any
		if err := decoder.Decode(&e); err != nil {
			return nil, fmt.Errorf("reading eqlbeat's output: %w", err)
		}
		s.out = append(s.out, e)
	}
	return s, nil
}
