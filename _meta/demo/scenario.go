package main

import "time"

// begin is when the recording begins.
var begin = time.Date(2026, time.March, 17, 9, 14, 0, 0, time.UTC)

const length = 12 * time.Minute

const (
	powershell = `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`
	scheduler  = "taskschd.dll"
	rpc        = 135
	server     = "10.20.30.18" // another machine
)

// newHosts returns the hosts of the recording. The last two were cloned from one image, so that their ProcessGuids can be
// equal.
func newHosts(r *recording) []*host {
	hosts := []*host{
		{name: "ws-0417.bluefin.example", ip: "10.20.30.41", user: `BLUEFIN\m.koch`, machine: 0x3f1c9b52, record: 81204, skew: -61 * time.Second},
		{name: "ws-0522.bluefin.example", ip: "10.20.30.52", user: `BLUEFIN\a.lind`, machine: 0xa7704e1d, record: 11873},
		{name: "build-01.bluefin.example", ip: "10.20.31.11", user: `BLUEFIN\svc-build`, machine: 0x5b90d2c6, record: 40410},
		{name: "build-02.bluefin.example", ip: "10.20.31.12", user: `BLUEFIN\svc-build`, machine: 0x5b90d2c6, record: 39968},
	}
	for _, h := range hosts {
		h.recording = r
		h.desktop = h.existing(`C:\Windows\explorer.exe`, h.user, 4312)
	}
	return hosts
}

// scenario is something that a process does in the recording, which the built-in rule does or does not match.
type scenario struct {
	title  string
	attack bool // the rule must match

	// act plays the scenario from the given time on and returns the processes that take part.
	act func(hosts []*host, at time.Duration) []*process
}

// scenarios in the order in which they are played, half a minute apart. The rule: PowerShell loads taskschd.dll, and at
// most five seconds later the same process connects to port 135 of another machine.
var scenarios = []scenario{
	{title: "PowerShell never loads taskschd.dll", act: func(h []*host, at time.Duration) []*process {
		p := shell(h[0], at, powershell, 7336)
		p.load(at+s(0.2), "wbemprox.dll")
		p.connect(at+s(1.5), server, rpc)
		return end(at, p)
	}},
	{title: "loopback, spelt 127.0.0.1", act: near("127.0.0.1", rpc, s(1.8))},
	{title: "loopback, spelt 127.8.9.10", act: near("127.8.9.10", rpc, s(1.6))},
	{title: "loopback, spelt ::1", act: near("::1", rpc, s(2.1))},
	{title: "loopback, spelt 0:0:0:0:0:0:0:1", act: near("0:0:0:0:0:0:0:1", rpc, s(1.3))},
	{title: "loopback, spelt ::ffff:127.0.0.1", act: near("::ffff:127.0.0.1", rpc, s(1.9))},
	{title: "6.2 s after the load", act: near(server, rpc, s(6.2))},
	{title: "the connection comes first", act: near(server, rpc, -s(1.7))},
	{title: "to port 445", act: near(server, 445, s(1.4))},
	{title: "no connection at all", act: func(h []*host, at time.Duration) []*process {
		p := shell(h[1], at, powershell, 8112)
		p.load(at+s(1), scheduler)
		return end(at, p)
	}},
	{title: "the attack", attack: true, act: func(h []*host, at time.Duration) []*process {
		p := shell(h[0], at, powershell, 7412)
		p.load(at+s(0.6), "wbemprox.dll")
		p.load(at+s(2.204), scheduler)
		p.connect(at+s(2.204+1.914), server, rpc)
		return end(at, p)
	}},
	{title: "load and connection by two processes", act: func(h []*host, at time.Duration) []*process {
		loads, connects := shell(h[0], at, powershell, 7500), shell(h[0], at+s(0.3), powershell, 7508)
		loads.load(at+s(1), scheduler)
		connects.connect(at+s(2.9), server, rpc)
		return end(at, loads, connects)
	}},
	{title: "load and connection on two hosts with equal ProcessGuids", act: func(h []*host, at time.Duration) []*process {
		loads := shell(h[2], at, powershell, 5264)
		connects := &process{h[3], powershell, loads.user, loads.guid, 5264}
		loads.load(at+s(1), scheduler)
		connects.connect(at+s(2.5), server, rpc)
		return end(at, loads, connects)
	}},
	{title: "schtasks.exe instead of PowerShell", act: tool(`C:\Windows\System32\schtasks.exe`)},
	{title: "mmc.exe instead of PowerShell", act: tool(`C:\Windows\System32\mmc.exe`)},
}

// near is PowerShell on the second host, which loads taskschd.dll and connects once, the given time after the load.
func near(ip string, port int, later time.Duration) func([]*host, time.Duration) []*process {
	return func(h []*host, at time.Duration) []*process {
		p := shell(h[1], at, powershell, 8000+int(at.Seconds()))
		p.load(at+s(2), scheduler)
		p.connect(at+s(2)+later, ip, port)
		return end(at, p)
	}
}

// tool is another program that does just what the attack does: how administrators manage tasks on other machines.
func tool(image string) func([]*host, time.Duration) []*process {
	return func(h []*host, at time.Duration) []*process {
		p := shell(h[1], at, image, 8000+int(at.Seconds()))
		p.load(at+s(1), scheduler)
		p.connect(at+s(2.6), server, rpc)
		return end(at, p)
	}
}

// shell starts a program as a user would, from the desktop.
func shell(h *host, at time.Duration, image string, pid int) *process {
	return h.start(at, image, h.user, pid, `"`+image+`"`, h.desktop)
}

// end lets the processes exit after ten seconds.
func end(at time.Duration, processes ...*process) []*process {
	for _, p := range processes {
		p.exit(at + s(10))
	}
	return processes
}

func s(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

// played is a scenario with the processes that took part in it.
type played struct {
	scenario
	processes []*process
}

// play makes the whole recording: the scenarios among everyday noise.
func play() (r *recording, hosts []*host, scenes []played) {
	r = &recording{}
	hosts = newHosts(r)
	d := dice(417)
	for _, h := range hosts {
		h.workday(&d, length)
	}
	for i, sc := range scenarios {
		at := time.Duration(i+1)*30*time.Second + time.Duration(d.roll(9000))*time.Millisecond
		scenes = append(scenes, played{sc, sc.act(hosts, at)})
	}
	return r, hosts, scenes
}

// record returns the recording as it stands in the file.
func record() []byte {
	r, hosts, _ := play()
	return encode(r, hosts)
}
