package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// scene is a few events on one host that make a finding, or just don't.
type scene struct {
	plot   string
	dice   *rand.Rand
	guid   string // of the process that the scene is about
	token  string // a value of the join key that no other scene has
	image  string
	events []staged
	rule   string // that is to find it
	want   []int  // the events of the finding, in order of time; none where there must be no finding
}

// staged is an event of a scene.
type staged struct {
	event
	offset time.Duration // from the scene's begin
	delay  time.Duration // how much later than it happens it arrives
	again  bool          // arrives twice
}

// arrival is when it arrives, from the scene's begin.
func (s *staged) arrival() time.Duration { return s.offset + s.delay }

// plot plays a kind of scene.
type plot struct {
	name, rule, image string
	play              func(s *scene)

	// lasting plots are for the Beat that is killed. The state that it finds again may be a moment old: what ends or
	// replaces a partial match may then be forgotten, so such plots have only what begins and advances one. All arrives
	// in order, and once.
	lasting bool
}

// stage plays a plot. number tells its scenes apart.
func (p *plot) stage(dice *rand.Rand, number int64) *scene {
	s := &scene{plot: p.name, rule: p.rule, image: image(p.image), dice: dice, guid: guid(number)}
	s.token = s.guid
	p.play(s)
	return s
}

// find says of which events the finding is made.
func (s *scene) find(events ...int) { s.want = events }

// sysmon adds an event about the scene's process.
func (s *scene) sysmon(code int, offset time.Duration, data mapstr.M) int {
	return s.add(event{log: sysmon, code: code, data: about(data, s.image, s.guid)}, offset)
}

func (s *scene) add(e event, offset time.Duration) int {
	s.events = append(s.events, staged{event: e, offset: offset})
	return len(s.events) - 1
}

// delay lets an event arrive late, but no later than is allowed.
func (s *scene) delay(event int) { s.events[event].delay = s.between(1, 3) }

func (s *scene) repeat(event int) { s.events[event].again = true }

// between returns a time between two numbers of seconds, to the millisecond.
func (s *scene) between(from, to float64) time.Duration {
	return time.Duration(1000*from+s.dice.Float64()*1000*(to-from)) * time.Millisecond
}

// logon adds an event of the Security log about the user that is the scene's token.
func (s *scene) logon(code int, offset time.Duration, kind string) int {
	return s.add(event{log: security, code: code, data: mapstr.M{
		"TargetUserName": s.token, "TargetDomainName": "BLUEFIN", "TargetLogonId": s.token, "LogonType": kind,
		"IpAddress": "10.20.9.4", "IpPort": "50321", "WorkstationName": "-",
	}}, offset)
}

const powershell = `WindowsPowerShell\v1.0\powershell.exe`

var plots = []plot{
	{name: "a load, then a connection", rule: builtinID, image: powershell, lasting: true, play: func(s *scene) {
		s.find(s.sysmon(7, 0, load("taskschd.dll")), s.sysmon(3, s.between(0.1, 5), connection(135)))
	}},
	{name: "the load arrives after the connection", rule: builtinID, image: powershell, play: func(s *scene) {
		loads := s.sysmon(7, 0, load("taskschd.dll"))
		s.find(loads, s.sysmon(3, s.between(0.1, 0.9), connection(135)))
		s.delay(loads)
	}},
	{name: "both events come twice", rule: builtinID, image: powershell, play: func(s *scene) {
		loads, connects := s.sysmon(7, 0, load("taskschd.dll")), s.sysmon(3, s.between(0.1, 3), connection(135))
		s.repeat(loads)
		s.repeat(connects)
		s.find(loads, connects)
	}},
	{name: "the second of two loads counts", rule: builtinID, image: powershell, play: func(s *scene) {
		s.sysmon(7, 0, load("taskschd.dll"))
		s.find(s.sysmon(7, s.between(0.5, 1), load("taskschd.dll")), s.sysmon(3, s.between(1.1, 5), connection(135)))
	}},
	{name: "the connection comes too late", rule: builtinID, image: powershell, lasting: true, play: func(s *scene) {
		s.sysmon(7, 0, load("taskschd.dll"))
		s.sysmon(3, s.between(5.001, 8), connection(135))
	}},
	{name: "the connection comes first", rule: builtinID, image: powershell, lasting: true, play: func(s *scene) {
		s.sysmon(3, 0, connection(135))
		s.sysmon(7, s.between(0.1, 2), load("taskschd.dll"))
	}},

	{name: "three steps", rule: packerID, image: "packer.exe", lasting: true, play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")), s.sysmon(11, s.between(0.1, 4), creation("a.pak")),
			s.sysmon(3, s.between(4.1, 10), connection(443)))
	}},
	{name: "three steps that arrive out of order", rule: packerID, image: "packer.exe", play: func(s *scene) {
		starts, creates := s.sysmon(1, 0, start("0x1")), s.sysmon(11, s.between(0.1, 0.5), creation("a.pak"))
		s.find(starts, creates, s.sysmon(3, s.between(0.6, 0.9), connection(443)))
		s.delay(starts)
		s.delay(creates)
	}},
	{name: "two of three steps", rule: packerID, image: "packer.exe", lasting: true, play: func(s *scene) {
		s.sysmon(1, 0, start("0x1"))
		s.sysmon(3, s.between(0.1, 5), connection(443))
	}},

	{name: "a connection before the exit", rule: courierID, image: "courier.exe", play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")), s.sysmon(3, s.between(0.1, 4), connection(80)))
		s.sysmon(5, s.between(4.1, 6), mapstr.M{})
	}},
	{name: "a connection after the exit", rule: courierID, image: "courier.exe", play: func(s *scene) {
		s.sysmon(1, 0, start("0x1"))
		s.sysmon(5, s.between(0.1, 2), mapstr.M{})
		s.sysmon(3, s.between(2.1, 5), connection(80))
	}},

	{name: "nobody consents", rule: installID, image: "install.exe", play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")), s.sysmon(13, s.between(2.1, 8), value(`Software\Microsoft\Windows\CurrentVersion\Run\x`)))
	}},
	{name: "somebody consents", rule: installID, image: "install.exe", play: func(s *scene) {
		s.sysmon(1, 0, start("0x1"))
		s.sysmon(11, s.between(0.1, 2), creation("consent.txt"))
		s.sysmon(13, s.between(2.1, 8), value(`Software\Microsoft\Windows\CurrentVersion\Run\x`))
	}},

	{name: "a backup that stays", rule: keeperID, image: "keeper.exe", play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")), s.sysmon(11, s.between(0.1, 2), creation("a.bak")))
	}},
	{name: "a backup that is sent away", rule: keeperID, image: "keeper.exe", play: func(s *scene) {
		s.sysmon(1, 0, start("0x1"))
		s.sysmon(11, s.between(0.1, 2), creation("a.bak"))
		s.sysmon(3, s.between(2.1, 3.9), connection(445))
	}},

	{name: "one event", rule: beaconID, image: "beacon.exe", lasting: true, play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")))
	}},

	{name: "three guesses, then right", rule: guessingID, play: func(s *scene) {
		s.find(s.logon(4625, 0, "3"), s.logon(4625, s.between(0.1, 1), "3"), s.logon(4625, s.between(1.1, 2), "3"),
			s.logon(4624, s.between(2.1, 10), "3"))
	}},
	{name: "two guesses, then right", rule: guessingID, play: func(s *scene) {
		s.logon(4625, 0, "3")
		s.logon(4625, s.between(0.1, 1), "3")
		s.logon(4624, s.between(2.1, 9), "3")
	}},
	{name: "a logon in one log, its program in another", rule: runnerID, image: "runner.exe", play: func(s *scene) {
		logon := s.logon(4624, 0, "10")
		s.find(logon, s.sysmon(1, s.between(0.1, 8), start(s.token)))
		if s.dice.IntN(2) == 0 {
			s.delay(logon)
		}
	}},

	{name: "a rule that is being edited", rule: relayID, image: "relay.exe", lasting: true, play: func(s *scene) {
		s.find(s.sysmon(22, 0, query("relay.example")), s.sysmon(3, s.between(0.1, 6), connection(8443)))
	}},
	{name: "a rule that is being edited, too late", rule: relayID, image: "relay.exe", lasting: true, play: func(s *scene) {
		s.sysmon(22, 0, query("relay.example"))
		s.sysmon(3, s.between(6.001, 9), connection(8443))
	}},
}

// patient is a plot whose events lie so far apart that the Beat is stopped and started in between: up to the longest
// time, at most two minutes.
func patient(longest time.Duration) *plot {
	return &plot{name: "patient", rule: patientID, image: "patient.exe", lasting: true, play: func(s *scene) {
		s.find(s.sysmon(1, 0, start("0x1")), s.sysmon(3, s.between(1, longest.Seconds()), connection(8080)))
	}}
}

// everyday is an event of a log that means nothing to any rule.
func everyday(l log, number int64, dice *rand.Rand) event {
	if l == security {
		data := mapstr.M{"TargetUserName": "j.doe", "TargetLogonId": "0x3e7", "LogonType": "3"}
		return event{log: l, code: 4634, record: number, data: data}
	}
	e := event{log: l, record: number}
	program := [...]string{"svchost.exe", "msedge.exe", "explorer.exe", powershell}[dice.IntN(4)]
	switch dice.IntN(4) {
	case 0:
		e.code, e.data = 3, connection(443)
	case 1:
		e.code, e.data = 7, load("rpcrt4.dll")
	case 2:
		e.code, e.data = 11, creation(fmt.Sprintf("%d.tmp", number))
	default:
		e.code, e.data = 22, query("www.example.com")
	}
	e.data = about(e.data, image(program), guid(-number))
	return e
}
