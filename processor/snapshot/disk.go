package snapshot

import "os"

// osDisk is the real one.
type osDisk struct{}

func (osDisk) mkdirAll(dir string) error { return os.MkdirAll(dir, 0o700) }

func (osDisk) create(path string) (file, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (osDisk) remove(path string) error    { return os.Remove(path) }
func (osDisk) removeAll(path string) error { return os.RemoveAll(path) }
