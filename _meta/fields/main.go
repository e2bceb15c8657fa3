// Prints the fields.yml of one of our Beats: all that its index template is made of.
//
//	go run ./_meta/fields filebeat
package main

import (
	"fmt"
	"os"

	filebeat "github.com/elastic/beats/v7/filebeat/cmd"
	"github.com/elastic/beats/v7/libbeat/asset"
	_ "github.com/elastic/beats/v7/winlogbeat/include"

	meta "github.com/eqlbeat/eqlbeat/_meta"
	"github.com/eqlbeat/eqlbeat/beater"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("the name of a Beat is needed")
	}
	switch beat := args[0]; beat {
	case beater.Name:
		beater.RegisterFields()
	case filebeat.Name, "winlogbeat":
		meta.RegisterFields(beat)
	default:
		return fmt.Errorf("%q is none of our Beats", beat)
	}
	text, err := asset.GetFields(args[0])
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(text)
	return err
}
