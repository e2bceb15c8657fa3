package trial

import (
	"os"
	"os/exec"
	"path/filepath"
)

// beatWanted is set where a test binary is started as the Beat that it tests.
const beatWanted = "EQLBEAT_TEST_BINARY_IS_BEAT"

// Main runs a test binary: as the Beat whose main function is given where Self or Command started it, else for its tests.
// The tests of a main then need no other build of it. TestMain calls it, and passes what it returns to os.Exit.
func Main(tests interface{ Run() int }, beat func()) int {
	if os.Getenv(beatWanted) != "" {
		beat()
		return 0
	}
	return tests.Run()
}

// Self returns the path of the running test binary, for Run. From then on what this process starts is the Beat.
func Self() (string, error) {
	if err := os.Setenv(beatWanted, "1"); err != nil {
		return "", err
	}
	return os.Executable()
}

// Command runs a command of the Beat that the running test binary is, in a folder of its own, and returns all it printed.
func Command(home string, args ...string) (string, error) {
	self, err := Self()
	if err != nil {
		return "", err
	}
	command := exec.Command(self, append(args, "--path.home", home, "--path.data", filepath.Join(home, "data"), "--path.logs", filepath.Join(home, "logs"))...)
	command.Dir = home
	out, err := command.CombinedOutput()
	return string(out), err
}
