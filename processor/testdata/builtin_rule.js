// The built-in rule by hand, as users of libbeat's script processor would write it: to compare speed with. It takes no
// care of late events, hosts without an id, or memory beyond a sweep now and then.
var shells = {"powershell.exe": true, "pwsh.exe": true, "powershell_ise.exe": true};
var loads = {};
var swept = 0;

function lower(value) {
    return value === null ? "" : String(value).toLowerCase();
}

function loadsScheduler(event) {
    return lower(event.Get("dll.name")) === "taskschd.dll" || lower(event.Get("file.name")) === "taskschd.dll";
}

function connectsToRPC(event) {
    if (event.Get("destination.port") !== 135) {
        return false;
    }
    var ip = lower(event.Get("destination.ip"));
    return ip !== "" && ip !== "::1" && ip.indexOf("127.") !== 0;
}

function sweep(now) {
    if (now - swept < 5000) {
        return;
    }
    for (var key in loads) {
        if (now - loads[key] > 5000) {
            delete loads[key];
        }
    }
    swept = now;
}

function process(event) {
    if (!shells[lower(event.Get("process.name"))] || event.Get("host.os.type") !== "windows") {
        return;
    }
    var load = loadsScheduler(event);
    if (!load && !connectsToRPC(event)) {
        return;
    }
    var now = event.Get("@timestamp").UnixNano() / 1e6;
    var key = event.Get("host.id") + "|" + event.Get("process.entity_id");
    sweep(now);
    if (load) {
        loads[key] = now;
    } else if (loads[key] !== undefined && now - loads[key] <= 5000) {
        delete loads[key];
        event.Put("rule.name", "Outbound Scheduled Task Activity via PowerShell");
        event.Put("event.kind", "alert");
    }
}
