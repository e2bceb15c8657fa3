package mage

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/elastic/beats/v7/libbeat/version"
)

// Package builds the Beats in BEATS for the platforms in PLATFORMS and packs each with its configuration, licences and,
// for Windows, service scripts: build/distributions/*.zip and *.tar.gz, each with its .sha512. The same commit, built with
// the same Go, gives the same bytes.
func Package() error {
	all, err := targets()
	if err != nil {
		return err
	}
	at, err := commitTime()
	if err != nil {
		return err
	}
	staging, err := os.MkdirTemp("", "eqlbeat-package-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	for _, t := range all {
		if err := compile(t.pkg, t.binary(), t.environment()); err != nil {
			return err
		}
		entries, err := contents(t, staging)
		if err != nil {
			return err
		}
		path := filepath.Join("build", "distributions", archiveName(t))
		if err := writeArchive(path, entries, at); err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d files, %.1f MB\n", path, len(entries), float64(info.Size())/1e6)
	}
	return nil
}

// archiveName is the file name of a target's package. Those of the stock Beats say `eql`, to be told from Elastic's own.
func archiveName(t target) string {
	name := t.name
	if t.name != "eqlbeat" {
		name += "-eql"
	}
	extension := ".tar.gz"
	if t.os == "windows" {
		extension = ".zip"
	}
	return fmt.Sprintf("%s-%s-%s-%s%s", name, version.GetDefaultVersion(), t.os, t.arch, extension)
}

// commitTime is the time that all files of a package bear: SOURCE_DATE_EPOCH, else that of the commit.
func commitTime() (time.Time, error) {
	seconds := os.Getenv("SOURCE_DATE_EPOCH")
	if seconds == "" {
		var err error
		if seconds, err = output("git", "log", "-1", "--format=%ct"); err != nil {
			return time.Time{}, fmt.Errorf("packages bear the time of the commit; without git, set SOURCE_DATE_EPOCH to seconds since 1970: %w", err)
		}
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(n, 0).UTC(), nil
}
