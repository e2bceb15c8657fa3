//go:build race

package processor

// raceDetector is true where tests run under the race detector, which makes
// sync.Pool forget what it is given, at random.
const raceDetector = true
