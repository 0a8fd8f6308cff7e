// Command timing asks whether the time that an answer takes tells of the code,
// and prints what it measured.
//
// On a quiet machine |t| stays below 4.5, the usual bound for "no difference is
// seen" (Goodwill et al., "A testing methodology for side-channel resistance
// validation", 2011). On a busy one it may not, so the command fails at gross
// values only: an early exit makes |t| more than a thousand.
package main

import (
	"context"
	"fmt"
	"log"
	"time"
)

const (
	samples    = 1_000_000 // of each experiment on the judge
	grossT     = 50
	answers    = 3_000 // of each kind of refused code
	grossDelay = time.Millisecond
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal("timing: ", err)
	}
}

func run(ctx context.Context) error {
	for _, e := range experiments() {
		t, err := e.run(samples)
		if err != nil {
			return err
		}
		fmt.Printf("%s: |t| = %.2f over %d samples\n", e.name, t, samples)
		if t > grossT {
			return fmt.Errorf("%s can be told from the time", e.name)
		}
	}
	medians, err := refusals(ctx, answers)
	if err != nil {
		return err
	}
	fmt.Printf("GetSessionToken, medians of %d refusals each:", answers)
	least, most := medians[0], medians[0]
	for i, m := range medians {
		fmt.Printf(" %s %.3f ms,", kinds[i], milliseconds(m))
		least, most = min(least, m), max(most, m)
	}
	fmt.Printf(" apart by %.3f ms\n", milliseconds(most-least))
	if most-least > grossDelay {
		return fmt.Errorf("why a code was refused can be told from the time")
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
