package beater_test

import (
	"fmt"
	"net"
	"os/exec"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// TestRedis: every event arrives in a real Redis, and every finding, though the server is killed and started again.
func TestRedis(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("no redis-server on this machine (Debian's package of that name)")
	}
	f := newFleet()
	server := &redisServer{program: program, folder: t.TempDir(), port: freePort(t)}
	server.start(t)
	t.Cleanup(server.kill)
	beat, err := trial.Run{
		Binary: binary(t), Home: t.TempDir(), Paths: map[string]string{"INPUT": f.input(t).path},
		Config: fromFile(withEQL) + fmt.Sprintf(`
output.redis:
  hosts: ["127.0.0.1:%s"]
  key: %s
  bulk_max_size: 100
  backoff: {init: 20ms, max: 100ms}
queue.mem.flush.timeout: 100ms
`, server.port, redisKey),
	}.Start()
	require.NoError(t, err)
	defer beat.Stop()

	require.Eventually(t, func() bool { return server.length() >= len(f.events)/3 }, time.Minute, 5*time.Millisecond)
	server.kill()
	time.Sleep(time.Second)
	server.start(t)
	t.Logf("killed when it had %d events", server.length())
	require.Eventually(t, func() bool { return len(arrivedFrom(t, f, server.documents(t)).lines) == len(f.events) },
		time.Minute, 200*time.Millisecond)
	beat.Stop()

	arrivedFrom(t, f, server.documents(t)).requireAll(t)
}

// redisKey is the list that holds the events.
const redisKey = "events"

// redisServer is a Redis that keeps all it has answered for, even when it is killed.
type redisServer struct {
	program, folder, port string
	process               *exec.Cmd
}

// start starts it, with what it had when it was killed.
func (s *redisServer) start(t *testing.T) {
	t.Helper()
	s.process = exec.Command(s.program, "--bind", "127.0.0.1", "--port", s.port, "--dir", s.folder, "--save", "",
		"--appendonly", "yes", "--appendfsync", "always")
	require.NoError(t, s.process.Start())
	require.Eventually(t, func() bool { return s.length() >= 0 }, 20*time.Second, 20*time.Millisecond)
}

// kill ends it as kill -9 does.
func (s *redisServer) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

func (s *redisServer) dial() (redis.Conn, error) {
	return redis.Dial("tcp", net.JoinHostPort("127.0.0.1", s.port))
}

// length is how many events the list holds, or -1 if the server does not say.
func (s *redisServer) length() int {
	c, err := s.dial()
	if err != nil {
		return -1
	}
	defer c.Close()
	n, err := redis.Int(c.Do("LLEN", redisKey))
	if err != nil {
		return -1
	}
	return n
}

func (s *redisServer) documents(t *testing.T) []document {
	t.Helper()
	c, err := s.dial()
	require.NoError(t, err)
	defer c.Close()
	texts, err := redis.ByteSlices(c.Do("LRANGE", redisKey, 0, -1))
	require.NoError(t, err)
	var all []document
	for _, text := range texts {
		all = append(all, parse(t, append(text, '\n'))...)
	}
	return all
}

// freePort returns a port on which nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}
