package beater_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/elastic/sarama"
	"github.com/stretchr/testify/require"
)

const (
	kafkaTopic = "windows-events" // as in the configuration that we ship
	kafkaGroup = "eqlbeat"
)

// broker is a Kafka of one node in memory, in a process of its own (_meta/kafka).
type broker struct {
	address    string
	partitions []int32
	client     sarama.Client
	admin      sarama.ClusterAdmin
}

// startBroker starts one with a topic of so many partitions.
func startBroker(t testing.TB, partitions int) *broker {
	t.Helper()
	program := filepath.Join(t.TempDir(), "kafka.exe")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir, build.Env = filepath.Join("..", "_meta", "kafka"), append(os.Environ(), "GOWORK=off")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "building the broker: %s", out)

	process := exec.Command(program, "-topic", kafkaTopic, "-partitions", fmt.Sprint(partitions))
	process.Stderr = os.Stderr
	lives, err := process.StdinPipe()
	require.NoError(t, err)
	prints, err := process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		_ = lives.Close()
		_ = process.Wait()
	})
	address, err := bufio.NewReader(prints).ReadString('\n')
	require.NoError(t, err)
	go io.Copy(io.Discard, prints)

	b := &broker{address: strings.TrimSpace(address)}
	for p := range partitions {
		b.partitions = append(b.partitions, int32(p))
	}
	settings := sarama.NewConfig()
	settings.Version = sarama.V2_8_0_0
	b.client, err = sarama.NewClient([]string{b.address}, settings)
	require.NoError(t, err)
	b.admin, err = sarama.NewClusterAdminFromClient(b.client)
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.admin.Close() }) // the client too
	return b
}

// owners are the names of the group's members with the partitions they read; nil while the group is not settled.
func (b *broker) owners() map[string][]int32 {
	groups, err := b.admin.DescribeConsumerGroups([]string{kafkaGroup})
	if err != nil || len(groups) != 1 || groups[0].State != "Stable" {
		return nil
	}
	owners := map[string][]int32{}
	for _, m := range groups[0].Members {
		if assignment, err := m.GetMemberAssignment(); err == nil && assignment != nil {
			owners[m.ClientId] = assignment.Topics[kafkaTopic]
		}
	}
	return owners
}

// awaitOwners waits until the group has settled with just these members, and says how long that took and who reads which
// partitions.
func (b *broker) awaitOwners(t *testing.T, members ...*collector) string {
	t.Helper()
	var owners map[string][]int32
	begin := time.Now()
	require.Eventually(t, func() bool {
		owners = b.owners()
		for _, m := range members {
			if len(owners[m.name]) == 0 {
				return false
			}
		}
		return len(owners) == len(members)
	}, 2*time.Minute, 50*time.Millisecond)
	return fmt.Sprintf("settled after %.1f s, partitions %v", time.Since(begin).Seconds(), owners)
}

// awaitProduced waits until the topic holds so many events.
func (b *broker) awaitProduced(t testing.TB, events int) {
	t.Helper()
	require.Eventually(t, func() bool {
		n := 0
		for _, p := range b.partitions {
			if end, err := b.client.GetOffset(kafkaTopic, p, sarama.OffsetNewest); err == nil {
				n += int(end)
			}
		}
		return n == events
	}, 5*time.Minute, 100*time.Millisecond)
}

// messageSize is the mean size of a message on the first partition, in bytes, before compression.
func (b *broker) messageSize(t testing.TB) float64 {
	t.Helper()
	consumer, err := sarama.NewConsumerFromClient(b.client)
	require.NoError(t, err)
	defer consumer.Close()
	partition, err := consumer.ConsumePartition(kafkaTopic, 0, sarama.OffsetOldest)
	require.NoError(t, err)
	defer partition.Close()
	const messages = 1000
	total := 0
	for range messages {
		total += len((<-partition.Messages()).Value)
	}
	return float64(total) / messages
}

// awaitCommitted waits until a group has acknowledged so many events.
func (b *broker) awaitCommitted(t testing.TB, group string, events int) {
	t.Helper()
	committed := func() (n int) {
		response, err := b.admin.ListConsumerGroupOffsets(group, map[string][]int32{kafkaTopic: b.partitions})
		if err != nil {
			return 0 // nobody has joined the group yet
		}
		for _, p := range response.Blocks[kafkaTopic] {
			n += max(0, int(p.Offset))
		}
		return n
	}
	require.Eventually(t, func() bool { return committed() == events }, 2*time.Minute, 50*time.Millisecond)
}
