// Eqlbeat evaluates EQL rules on events while it ships them: Filebeat's inputs and outputs under its own name, with the
// eql processor compiled in.
package main

import (
	"os"
	_ "time/tzdata" // time zones for hosts without a database of their own, Windows above all

	"github.com/eqlbeat/eqlbeat/beater"
)

func main() {
	if err := beater.RootCmd().Execute(); err != nil {
		os.Exit(1)
	}
}
