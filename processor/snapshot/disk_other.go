//go:build !windows

package snapshot

import "os"

// modesAreReal is true where a file's mode says who may write it.
const modesAreReal = true

func (osDisk) rename(from, to string) error { return os.Rename(from, to) }

// syncDir makes a rename outlive a power failure. Not all file systems can, and
// the file is whole without it.
func (osDisk) syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
