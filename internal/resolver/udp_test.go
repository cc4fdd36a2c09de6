package resolver

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// transports are that of this system and the one every system has.
var transports = map[string]func() (transport, error){
	"of the system": openTransport,
	"of Go":         func() (transport, error) { return openGoSockets(), nil },
}

func onEachTransport(t *testing.T, test func(t *testing.T, open func() (transport, error))) {
	for title, open := range transports {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// echo gives back every datagram and tells of it.
func echo(t *testing.T, network, address string) (netip.AddrPort, <-chan string) {
	t.Helper()
	conn, err := net.ListenPacket(network, address)
	if err != nil {
		t.Skip("no ", network, " on this machine")
	}
	heard, ended := make(chan string, 1000), make(chan struct{})
	go func() {
		defer close(ended)
		buf := make([]byte, 2*maxDatagram)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			heard <- string(buf[:n])
			_, _ = conn.WriteTo(buf[:n], from)
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		<-ended
	})
	return conn.LocalAddr().(*net.UDPAddr).AddrPort(), heard
}

// Datagrams of one length sent together arrive as what they are, and so does what comes back.
func TestTransportCarriesBatches(t *testing.T) {
	t.Parallel()
	for network, address := range map[string]string{"udp4": "127.0.0.1:0", "udp6": "[::1]:0"} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
				to, heard := echo(t, network, address)
				udp, err := open()
				require.NoError(t, err)
				defer udp.close()
				for number, size := range []int{1, 2, batch} {
					require.NoError(t, udp.open(network))
					var messages [][]byte
					for i := range size {
						messages = append(messages, fmt.Appendf(nil, "message %3d", i))
					}
					n, err := udp.send(number, to, messages)
					require.NoError(t, err)
					require.Equal(t, size, n)
					for _, m := range messages {
						require.Equal(t, string(m), <-heard)
					}
					require.Equal(t, messages, collectFrom(t, udp, number, to, size))
				}
			})
		})
	}
}

// collectFrom takes n messages which must have come from one address to one socket.
func collectFrom(t *testing.T, udp transport, number int, address netip.AddrPort, n int) [][]byte {
	t.Helper()
	var got [][]byte
	for len(got) < n {
		udp.wait(time.Time{}, time.Duration(n))
		udp.receive(func(socket int, from netip.AddrPort, message []byte) {
			require.Equal(t, number, socket)
			require.Equal(t, address, from)
			got = append(got, append([]byte(nil), message...))
		})
	}
	return got
}

func TestTransportSaysWhichMessageFailed(t *testing.T) {
	t.Parallel()
	onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
		to, heard := echo(t, "udp4", "127.0.0.1:0")
		udp, err := open()
		require.NoError(t, err)
		defer udp.close()
		require.NoError(t, udp.open("udp4"))
		n, err := udp.send(0, to, [][]byte{[]byte("a"), make([]byte, 1<<16), []byte("b")})
		require.Error(t, err, "no datagram has 64 KiB")
		require.Equal(t, 1, n)
		require.Equal(t, "a", <-heard)
	})
}

// A wake is not lost, whether it comes before wait or during it.
func TestTransportWakes(t *testing.T) {
	t.Parallel()
	onEachTransport(t, func(t *testing.T, open func() (transport, error)) {
		udp, err := open()
		require.NoError(t, err)
		defer udp.close()
		require.NoError(t, udp.open("udp4"))
		udp.wake()
		udp.wait(time.Time{}, 0)
		go udp.wake()
		udp.wait(time.Time{}, 0)
		early := 0
		for range 20 { // a signal may end one of them
			until := time.Now().Add(time.Millisecond)
			if udp.wait(until, 0); time.Now().Before(until) {
				early++
			}
		}
		require.Less(t, early, 20, "nothing is left of a wake")
		udp.wait(time.Now(), time.Millisecond)
		require.False(t, udp.receive(func(int, netip.AddrPort, []byte) { t.Error("nothing was sent") }))
	})
}
