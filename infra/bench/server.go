package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// A server is a process that answers IAM and STS, and the client that calls it.
type server struct {
	name     string
	process  *exec.Cmd
	endpoint string
	root     aws.Credentials
	http     *http.Client
	enrolled []holder
	clock    time.Time // as freshWindow last set it
}

func startVirtualMFA(binary string) (*server, error) {
	process := exec.Command(binary, "serve", "-addr", "127.0.0.1:0")
	stdout, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for lines := bufio.NewScanner(stdout); len(exports) < 5 && lines.Scan(); {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		exports[name] = value
	}
	if len(exports) < 5 {
		return nil, errors.New("virtualmfa ended before it had printed its exports")
	}
	root := aws.Credentials{AccessKeyID: exports["AWS_ACCESS_KEY_ID"], SecretAccessKey: exports["AWS_SECRET_ACCESS_KEY"]}
	return &server{
		name:     "virtualmfa",
		process:  process,
		endpoint: exports["AWS_ENDPOINT_URL"],
		root:     root,
		http:     newHTTPClient(),
		clock:    wholeWindow(),
	}, nil
}

func startMoto(binary string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	process := exec.Command(binary, "-H", "127.0.0.1", "-p", port)
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &server{name: "moto", process: process, endpoint: "http://" + addr, http: newHTTPClient(), clock: wholeWindow()}
	s.root = aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "moto takes any"}
	for range 600 {
		if c, err := net.Dial("tcp", addr); err == nil {
			return s, c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.stop()
	return nil, errors.New("moto_server does not listen")
}

// wholeWindow returns the start of the current three-minute window of the
// budget, which is the start of a step too.
func wholeWindow() time.Time { return time.Now().UTC().Truncate(3 * time.Minute) }

func newHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
}

func (s *server) stop() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// A sample is one round of one server.
type sample struct {
	perSecond float64
	cpuMS     float64 // of the server, for each unit of work
}

// rate measures n units of work that clients share.
func (s *server) rate(clients, n int, work func(i int) error) (sample, error) {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var running sync.WaitGroup
	cpu, start := s.cpu(), time.Now()
	for range clients {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := work(i); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	running.Wait()
	took := time.Since(start)
	if err := failed.Load(); err != nil {
		return sample{}, fmt.Errorf("%s: %w", s.name, *err)
	}
	return sample{
		perSecond: float64(n) / took.Seconds(),
		cpuMS:     float64((s.cpu() - cpu).Microseconds()) / 1000 / float64(n),
	}, nil
}

// cpu is the time that the server has run so far: fields 14 and 15 of proc(5)'s
// stat, in ticks of 10 ms.
func (s *server) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func (s *server) residentMB() float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _ := strconv.Atoi(strings.Fields(rest)[0])
	return float64(kb) / 1024
}
