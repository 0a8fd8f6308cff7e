package lambdafn

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// An invocation is what is known of one event once it has been answered.
type invocation struct {
	record        endpoint.Event
	status        int
	began, ended  time.Time
	dynamoDBCalls int64
	kmsCalls      int64
}

// An invocationLog writes one line for each invocation, from which CloudWatch
// also takes metrics (CloudWatch user guide, "Embedded metric format").
type invocationLog struct {
	log   *slog.Logger
	stack string
	warm  atomic.Bool
}

func (l *invocationLog) write(ctx context.Context, i invocation) {
	lambdaRequest := ""
	if in, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequest = in.AwsRequestID
	}
	code, reason := wire.ErrorCode(i.record.ErrorCode), i.record.Reason
	l.log.LogAttrs(ctx, slog.LevelInfo, "call",
		slog.String("Stack", l.stack),
		slog.String("Operation", operationOf(i.record)),
		slog.String("Code", i.record.ErrorCode),
		slog.Int("Status", i.status),
		slog.Float64("Duration", float64(i.ended.Sub(i.began).Microseconds())/1000),
		slog.Int64("DynamoDBCalls", i.dynamoDBCalls),
		slog.Int64("KMSCalls", i.kmsCalls),
		slog.Int("ColdStart", count(!l.warm.Swap(true))),
		slog.Int("Throttled", count(code == wire.Throttling)),
		slog.Int("LockedOut", count(reason.LockedOut())),
		slog.Int("SignatureRefused", count(refusesSignature(code))),
		slog.Int("CodeRefused", count(reason.Refused())),
		slog.Int("CodesRefusedOfUser", i.record.RefusedCodes),
		slog.String("RequestId", i.record.RequestID),
		slog.String("LambdaRequestId", lambdaRequest),
		slog.Any("_aws", embedded(i.ended)),
	)
}

func refusesSignature(code wire.ErrorCode) bool {
	return code == wire.SignatureDoesNotMatch || code == wire.IncompleteSignature || code == wire.InvalidClientTokenID
}

// operationOf is the name of an operation of ours, or "none". Any other name
// that a sender wrote would become a metric of its own, which costs money.
func operationOf(e endpoint.Event) string {
	if _, known := mfa.OperationNamed(e.EventName); !known {
		return "none"
	}
	return e.EventName
}

func count(happened bool) int {
	if happened {
		return 1
	}
	return 0
}

const metricNamespace = "virtual-mfa"

// A metadata object says which members of its line are metrics.
type metadata struct {
	Timestamp         int64
	CloudWatchMetrics []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }

// embedded describes the line. Durations are kept by operation and the rest by
// stack, because each combination is a metric of its own. CodesRefusedOfUser is
// how many codes of one user were refused in this month: its maximum is that of
// the user who is guessed at most, without a metric for each user.
func embedded(at time.Time) metadata {
	return metadata{at.UnixMilli(), []directive{
		{metricNamespace, [][]string{{"Stack", "Operation"}}, []metric{{"Duration", "Milliseconds"}}},
		{metricNamespace, [][]string{{"Stack"}}, []metric{
			{"ColdStart", "Count"},
			{"Throttled", "Count"},
			{"LockedOut", "Count"},
			{"SignatureRefused", "Count"},
			{"CodeRefused", "Count"},
			{"CodesRefusedOfUser", "Count"},
		}},
	}}
}
