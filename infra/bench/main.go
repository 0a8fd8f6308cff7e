// Command bench runs the local server beside moto_server on this machine and
// prints what it measured, as Markdown. Both get the same signed requests from
// the same client, in turn, so that what disturbs one disturbs the other.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

const (
	rounds     = 5 // of which the median counts
	lifecycles = 200
	sessions   = 2000
	walks      = 100
)

// onlyRefreshes leaves out the other measures.
var onlyRefreshes = flag.Bool("only-refreshes", false, "measure the time of terraform plan alone")

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(context.Background()); err != nil {
		log.Fatal("bench: ", err)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "virtualmfa")
	if out, err := exec.Command(
		"go",
		"build",
		"-trimpath",
		"-ldflags=-s -w",
		"-o",
		binary,
		"./functions/virtualmfa",
	).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	ours, err := startVirtualMFA(binary)
	if err != nil {
		return err
	}
	defer ours.stop()
	moto, err := startMoto(".cache/bin/moto_server")
	if err != nil {
		return err
	}
	defer moto.stop()
	if *onlyRefreshes {
		return refreshes(ctx, ours, moto)
	}
	for _, measure := range []func(context.Context, *server, *server) error{
		refreshes, lifecycleRates, latencies, sessionRates,
	} {
		if err := measure(ctx, ours, moto); err != nil {
			return err
		}
	}
	moto.stop()
	return growth(ctx, ours)
}

// lifecycleRates: CreateUser, CreateVirtualMFADevice, EnableMFADevice,
// ListMFADevices, DeactivateMFADevice, DeleteVirtualMFADevice, DeleteUser.
func lifecycleRates(ctx context.Context, ours, moto *server) error {
	fmt.Print("| clients | lifecycles/s | moto/s | ratio | CPU ms each | moto CPU ms |\n|---|--:|--:|--:|--:|--:|\n")
	for _, clients := range []int{1, 8, 64} {
		a, b, err := inTurn(ours, moto, func(s *server, round int) (sample, error) {
			return s.rate(clients, lifecycles, func(i int) error {
				return s.lifecycle(ctx, fmt.Sprintf("u%d-%d-%d", clients, round, i))
			})
		})
		if err != nil {
			return err
		}
		printRates(clients, a, b)
	}
	return nil
}

// sessionRates: GetSessionToken with a right code. A code opens one session, so
// each is asked for by one of many users.
func sessionRates(ctx context.Context, ours, moto *server) error {
	for _, s := range []*server{ours, moto} {
		if err := s.enrolMany(ctx, sessions/stepsInWindow); err != nil {
			return err
		}
	}
	fmt.Print("\n| clients | sessions/s | moto/s | ratio | CPU ms each | moto CPU ms |\n|---|--:|--:|--:|--:|--:|\n")
	for _, clients := range []int{1, 8, 64} {
		a, b, err := inTurn(ours, moto, func(s *server, _ int) (sample, error) {
			now, err := s.freshWindow()
			if err != nil {
				return sample{}, err
			}
			// Signed beforehand: on two cores the client's work would hide the server's.
			requests, err := s.sessionRequests(ctx, now)
			if err != nil {
				return sample{}, err
			}
			return s.rate(clients, len(requests), func(i int) error {
				_, err := s.send(requests[i])
				return err
			})
		})
		if err != nil {
			return err
		}
		printRates(clients, a, b)
	}
	return nil
}

// printRates prints a row of a table: requests a second, their ratio, and the
// CPU time of each in milliseconds.
func printRates(clients int, ours, moto sample) {
	fmt.Printf("| %d | %.0f | %.0f | %.1f | %.2f | %.2f |\n",
		clients, ours.perSecond, moto.perSecond, ours.perSecond/moto.perSecond, ours.cpuMS, moto.cpuMS)
}

// latencies measures the median time of each operation with one client.
func latencies(ctx context.Context, ours, moto *server) error {
	times := map[*server]map[string][]time.Duration{ours: {}, moto: {}}
	for round := range rounds {
		for _, s := range []*server{ours, moto} {
			for i := range walks {
				if err := s.walk(ctx, fmt.Sprintf("w%d-%d", round, i), times[s]); err != nil {
					return err
				}
			}
		}
	}
	fmt.Print("\n| p50 at one client | virtualmfa µs | moto µs | ratio |\n|---|--:|--:|--:|\n")
	for _, action := range walkOrder {
		a, b := times[ours][action], times[moto][action]
		if len(b) == 0 {
			fmt.Printf("| %s | %d | not there | |\n", action, median(a).Microseconds())
			continue
		}
		fmt.Printf(
			"| %s | %d | %d | %.1f |\n",
			action,
			median(a).Microseconds(),
			median(b).Microseconds(),
			float64(median(b))/float64(median(a)),
		)
	}
	return nil
}

// growth measures the time of a page, and the server's memory, as the account
// grows.
func growth(ctx context.Context, s *server) error {
	fmt.Print("\n| devices | page of 100, p50 µs | resident MB |\n|---|--:|--:|\n")
	have := 0
	for _, devices := range []int{1_000, 10_000, 100_000} {
		if _, err := s.rate(
			8,
			devices-have,
			func(i int) error { return s.createDevice(ctx, fmt.Sprintf("g%d", have+i)) },
		); err != nil {
			return err
		}
		have = devices
		pages, err := s.pages(ctx, 300)
		if err != nil {
			return err
		}
		fmt.Printf("| %d | %d | %.0f |\n", devices, median(pages).Microseconds(), s.residentMB())
	}
	return nil
}

// inTurn measures a and b alternately and returns the median round of each.
func inTurn(a, b *server, measure func(s *server, round int) (sample, error)) (sample, sample, error) {
	var as, bs []sample
	for round := range rounds {
		for _, turn := range []struct {
			s    *server
			into *[]sample
		}{{a, &as}, {b, &bs}} {
			got, err := measure(turn.s, round)
			if err != nil {
				return sample{}, sample{}, err
			}
			*turn.into = append(*turn.into, got)
		}
	}
	return medianSample(as), medianSample(bs), nil
}

func medianSample(all []sample) sample {
	slices.SortFunc(all, func(a, b sample) int { return cmp.Compare(a.perSecond, b.perSecond) })
	return all[len(all)/2]
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
