package beater

import (
	"fmt"
	"slices"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/eqlbeat/eqlbeat/processor"
)

// checked makes a Beat whose inputs have been looked at, so that what is wrong with them is said at once, and by
// `test config`.
func checked(create beat.Creator) beat.Creator {
	return func(b *beat.Beat, c *config.C) (beat.Beater, error) {
		if err := checkInputs(c, b.Info.Logger); err != nil {
			return nil, err
		}
		beater, err := create(b, c)
		if err != nil && !slices.ContainsFunc([]string{"inputs", "config", "autodiscover"}, c.HasField) {
			// It is most likely Filebeat's message that there are no inputs, which doesn't know where we have them.
			err = fmt.Errorf("%w\nThe section `%s` has no inputs: where a configuration of Filebeat's says `filebeat.inputs`, write `%[2]s.inputs`",
				err, Name)
		}
		return beater, err
	}
}

// checkInputs returns what is wrong with the settings of an eql processor of an input. libbeat makes those only when
// the input opens its first file, and then the input ships nothing.
func checkInputs(c *config.C, log *logp.Logger) error {
	var section struct {
		Inputs []*config.C `config:"inputs"`
	}
	if c.Unpack(&section) != nil {
		return nil // Filebeat says what is wrong
	}
	for _, input := range section.Inputs {
		if input == nil || !input.Enabled() {
			continue
		}
		if err := checkProcessors(input, "processors", log); err != nil {
			return err
		}
	}
	return nil
}

// checkProcessors does that for the processors under a name: a list or, under `then` and `else`, maybe a single one.
// What is no processor isn't for us to say.
func checkProcessors(c *config.C, name string, log *logp.Logger) error {
	n, err := c.CountField(name)
	if err != nil {
		return nil
	}
	for i := range n {
		one, err := c.Child(name, i)
		if err != nil {
			one, err = c.Child(name, -1)
		}
		if err != nil {
			continue
		}
		if own, err := one.Child(processor.Name, -1); err == nil {
			if _, err := processor.New(own, log); err != nil {
				return err
			}
		}
		for _, branch := range []string{"then", "else"} {
			if err := checkProcessors(one, branch, log); err != nil {
				return err
			}
		}
	}
	return nil
}
