package main

import (
	"fmt"
	"time"
)

// dice are small random numbers that come out the same with every release of Go (a linear congruential generator with
// Knuth's constants).
type dice uint64

// roll returns a number from 0 to n-1.
func (d *dice) roll(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d>>33) % uint64(n))
}

// workday is what a workstation does while nobody attacks it: one activity every quarter of a minute or so.
func (h *host) workday(d *dice, length time.Duration) {
	p := cast(h)
	for at := time.Duration(d.roll(9000)) * time.Millisecond; at < length; {
		p.act(d, at)
		at += time.Duration(9000+d.roll(18000)) * time.Millisecond
	}
}

// players are the programs that run all day.
type players struct {
	*host
	browser, mail, services, search *process
}

func cast(h *host) *players {
	const system = `NT AUTHORITY\SYSTEM`
	return &players{
		host:     h,
		browser:  h.existing(`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, h.user, 6120),
		mail:     h.existing(`C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE`, h.user, 5884),
		services: h.existing(`C:\Windows\System32\svchost.exe`, system, 1208),
		search:   h.existing(`C:\Windows\System32\SearchIndexer.exe`, system, 3096),
	}
}

var sites = []struct{ name, ip string }{
	{"intranet.bluefin.example", "10.20.0.15"},
	{"wiki.bluefin.example", "10.20.0.16"},
	{"www.example.com", "192.0.2.44"},
	{"cdn.example.net", "198.51.100.7"},
	{"updates.example.org", "203.0.113.91"},
}

var libraries = []string{"ntdll.dll", "kernel32.dll", "rpcrt4.dll", "combase.dll", "wininet.dll", "dnsapi.dll", "crypt32.dll", "taskschd.dll"}

// act is one activity, beginning at the given time.
func (p *players) act(d *dice, at time.Duration) {
	const ms = time.Millisecond
	switch d.roll(8) {
	case 0, 1: // reads a page
		site := sites[d.roll(len(sites))]
		p.browser.resolve(at, site.name, site.ip)
		p.browser.connect(at+180*ms, site.ip, 443)
	case 2: // writes a mail
		p.mail.connect(at, "10.20.0.25", 443)
		p.mail.write(at+400*ms, fmt.Sprintf(`C:\Users\%s\AppData\Local\Temp\outlook%04d.tmp`, p.home(), d.roll(10000)))
	case 3: // opens a program, and closes it again
		note := p.start(at, `C:\Windows\System32\notepad.exe`, p.user, 7000+d.roll(2000), `"C:\Windows\System32\notepad.exe"`, p.desktop)
		note.load(at+20*ms, libraries[d.roll(4)])
		note.exit(at + 9500*ms)
	case 4: // a service loads a library; the task scheduler's own service loads taskschd.dll as well
		p.services.load(at, libraries[d.roll(len(libraries))])
	case 5: // a service asks the domain controller
		p.services.resolve(at, "dc01.bluefin.example", "10.20.0.10")
		p.services.connect(at+90*ms, "10.20.0.10", 135)
		p.services.connect(at+140*ms, "10.20.0.10", 49668)
	case 6: // the desktop remembers a window
		p.desktop.set(at, fmt.Sprintf(`HKU\S-1-5-21-1004336348-1177238915-682003330-%d\Software\Microsoft\Windows\CurrentVersion\Explorer\SessionInfo\1\WindowPos`, 1100+d.roll(9)), "Binary Data")
	case 7: // the index grows
		p.search.write(at, fmt.Sprintf(`C:\ProgramData\Microsoft\Search\Data\Applications\Windows\edb%05x.jtx`, d.roll(1<<20)))
	}
}

// home is the user's name without the domain.
func (p *players) home() string { return base(p.user) }
