package lambdafn

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestAnInvocationCountsLockOutsAndRefusedCodesByTheirReasons(t *testing.T) {
	for name, c := range map[string]struct {
		code                   wire.ErrorCode
		reason                 wire.Reason
		lockedOut, codeRefused float64
		signature, throttled   float64
		ofUser                 float64
	}{
		"a granted request":    {},
		"a wrong code":         {code: wire.AccessDenied, reason: wire.WrongCode, codeRefused: 1, ofUser: 12},
		"a spent code":         {code: wire.AccessDenied, reason: wire.SpentMeanwhile, codeRefused: 1},
		"a locked user":        {code: wire.AccessDenied, reason: wire.Locked, lockedOut: 1},
		"an exhausted budget":  {code: wire.LimitExceeded, reason: wire.BudgetExhausted, lockedOut: 1},
		"a throttled table":    {code: wire.Throttling, throttled: 1},
		"an unknown key":       {code: wire.InvalidClientTokenID, reason: wire.UnknownKey, signature: 1},
		"an unsigned header":   {code: wire.SignatureDoesNotMatch, signature: 1},
		"not the user's phone": {code: wire.AccessDenied, reason: wire.NoSuchDevice},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			l := &invocationLog{log: slog.New(slog.NewJSONHandler(&log, nil)), stack: "stack"}
			l.write(context.Background(), invocation{
				record: endpoint.Event{
					EventName:    "GetSessionToken",
					ErrorCode:    string(c.code),
					Reason:       c.reason,
					RefusedCodes: int(c.ofUser),
				},
				ended: time.Now(),
			})
			line := logged(t, log.String(), "_aws")
			for metric, want := range map[string]float64{
				"LockedOut": c.lockedOut, "CodeRefused": c.codeRefused, "SignatureRefused": c.signature, "Throttled": c.throttled,
				"CodesRefusedOfUser": c.ofUser,
			} {
				if line[metric] != want {
					t.Errorf("%s is %v, not %v", metric, line[metric], want)
				}
			}
		})
	}
}

func TestTheAlarmsOfTheTemplateWatchMetricsThatAreWritten(t *testing.T) {
	template, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, d := range embedded(time.Now()).CloudWatchMetrics {
		for _, m := range d.Metrics {
			written[m.Name] = true
		}
	}
	for _, name := range []string{"LockedOut", "CodeRefused", "CodesRefusedOfUser", "SignatureRefused",
		"Throttled", "ColdStart", "Duration"} {
		if !written[name] {
			t.Errorf("no invocation writes %s", name)
		}
	}
	var watched []string
	alarms := regexp.MustCompile(`Namespace: virtual-mfa\n +MetricName: (\w+)\n`)
	for _, name := range alarms.FindAllStringSubmatch(string(template), -1) {
		if watched = append(watched, name[1]); !written[name[1]] {
			t.Errorf("an alarm watches %s, which no invocation writes", name[1])
		}
	}
	slices.Sort(watched)
	if want := []string{"CodesRefusedOfUser", "LockedOut", "SignatureRefused", "Throttled"}; !slices.Equal(watched, want) {
		t.Errorf("the alarms watch %v, not %v", watched, want)
	}
}
