// Demo makes eqlbeat's demonstration recording, and runs a built eqlbeat on it.
//
//	go run ./_meta/demo -generate       writes the recording anew; it comes out the same every time
//	go run ./_meta/demo -check          fails if the recording is not what -generate would write
//	go run ./_meta/demo -beat ./eqlbeat runs that eqlbeat on the recording and explains what came out
//
// It runs in the module's root folder. The hosts, people and addresses in the recording are invented.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

var (
	recordingPath = filepath.Join("_meta", "demo", "recording.ndjson")
	configPath    = filepath.Join("_meta", "demo", "eqlbeat.yml")
)

func main() {
	generate := flag.Bool("generate", false, "write the recording")
	check := flag.Bool("check", false, "fail if the recording is not what -generate would write")
	beat := flag.String("beat", "", "path of the eqlbeat to run on the recording")
	flag.Parse()

	var err error
	switch {
	case *generate:
		err = os.WriteFile(recordingPath, record(), 0o644)
	case *check:
		err = checkRecording()
	case *beat != "":
		err = demonstrate(*beat)
	default:
		err = errors.New("say what to do: -generate, -check or -beat PATH")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func checkRecording() error {
	have, err := os.ReadFile(recordingPath)
	if err != nil {
		return err
	}
	if !bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), record()) {
		return fmt.Errorf("%s is not what its generator gives: run `go tool mage update`", recordingPath)
	}
	return nil
}

func demonstrate(beat string) error {
	out, err := ship(beat)
	if err != nil {
		return err
	}
	return report(os.Stdout, out)
}
