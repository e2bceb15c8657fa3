// Kafka is a broker for tests: it speaks Kafka's own protocol and keeps everything in memory (kfake). It prints the
// address at which it listens, and ends when its standard input does.
//
//	go run -C _meta/kafka . -topic windows-events -partitions 3
//
// It is a module of its own, because kfake needs newer versions of some modules than Beats pins.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// replication is how long a broker takes to keep a group's new assignment: it answers once its replicas have it too.
// kfake keeps it at once, and that never happens in a cluster: of two members, the one that joins as the other leaves
// would get all partitions every time.
const replication = 20 * time.Millisecond

func main() {
	topic := flag.String("topic", "events", "name of the topic")
	partitions := flag.Int("partitions", 3, "number of its partitions")
	flag.Parse()

	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(int32(*partitions), *topic))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer cluster.Close()
	cluster.ControlKey(kmsg.SyncGroup.Int16(), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		cluster.SleepControl(func() { time.Sleep(replication) })
		return nil, nil, false
	})
	fmt.Println(cluster.ListenAddrs()[0])
	_, _ = io.Copy(io.Discard, os.Stdin)
}
