package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// modesAreReal is false: Windows makes modes up.
const modesAreReal = false

// rename replaces the file. While a virus scanner or a backup has it open,
// Windows refuses that; such programs are done in a moment.
func (osDisk) rename(from, to string) error {
	const every, patience = 50 * time.Millisecond, 2 * time.Second
	for end := time.Now().Add(patience); ; time.Sleep(every) {
		err := os.Rename(from, to)
		if err == nil || errors.Is(err, fs.ErrNotExist) || time.Now().After(end) {
			return err
		}
	}
}

// syncDir does nothing: Windows can't flush a folder, and writes the names of
// files itself.
func (osDisk) syncDir(string) {}
