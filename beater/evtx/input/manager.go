// Package input is the input evtx: it ships the records of Windows event log
// files as Winlogbeat would, on any system, and keeps its position in each file
// in the registry.
package input

import (
	"context"
	"fmt"

	"github.com/elastic/go-concert/unison"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/feature"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
)

// Type is the input's name in the configuration, and begins its keys in the
// registry.
const Type = "evtx"

// Plugin returns the input for Filebeat's beater.
func Plugin(log *logp.Logger, states statestore.States) v2.Plugin {
	return v2.Plugin{
		Name:      Type,
		Stability: feature.Beta,
		Info:      "Windows event log files",
		Doc:       "Reads .evtx files on any system, with the fields that Winlogbeat gives",
		Manager:   &manager{log: log, states: states},
	}
}

// manager makes inputs, which share a store. Filebeat's input-cursor isn't
// used, because the sources of an input are fixed there, and because it
// forgets positions of files that have been read.
type manager struct {
	log    *logp.Logger
	states statestore.States
	store  *statestore.Store // set by Init
}

// Init opens the store. It stays open until the Beat ends, because positions
// are written when outputs confirm events, inputs may be gone by then.
func (m *manager) Init(group unison.Group) error {
	store, err := m.states.StoreFor(Type)
	if err != nil {
		return fmt.Errorf("the registry: %w", err)
	}
	running := make(chan struct{})
	err = group.Go(func(ctx context.Context) error {
		close(running)
		<-ctx.Done()
		return store.Close()
	})
	if err != nil {
		return fmt.Errorf("the registry: %w", err)
	}
	<-running // a Beat that ends at once doesn't start what is only announced
	m.store = store
	return nil
}

// Create returns an input. Nothing is read yet.
func (m *manager) Create(c *config.C) (v2.Input, error) {
	s := defaultSettings()
	if err := c.Unpack(&s); err != nil {
		return nil, err
	}
	return &input{manager: m, settings: s}, nil
}
