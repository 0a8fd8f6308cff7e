package lambdafn

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A call is what is counted while a request is served.
type call struct {
	dynamoDBCalls int
	kmsCalls      int
	record        endpoint.Event
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// remembering keeps the audit record on the call that it is of, on its way to the log.
type remembering struct{ endpoint.Audit }

func (r remembering) Record(ctx context.Context, e endpoint.Event) {
	if c := callOf(ctx); c != nil {
		c.record = e
	}
	r.Audit.Record(ctx, e)
}

// A callLog writes one line for each call, from which CloudWatch also takes metrics (CloudWatch user guide, "Embedded metric format").
type callLog struct {
	log   *slog.Logger
	stack string
	warm  atomic.Bool
}

func newCallLog(log *slog.Logger, stack string) *callLog { return &callLog{log: log, stack: stack} }

func (l *callLog) write(ctx context.Context, c *call, status int, began, ended time.Time) {
	lambdaRequest := ""
	if in, ok := lambdacontext.FromContext(ctx); ok {
		lambdaRequest = in.AwsRequestID
	}
	code := mfa.ErrorCode(c.record.ErrorCode)
	l.log.LogAttrs(ctx, slog.LevelInfo, "call",
		slog.String("Stack", l.stack),
		slog.String("Operation", operationOf(c.record)),
		slog.String("Code", c.record.ErrorCode),
		slog.Int("Status", status),
		slog.Float64("Duration", float64(ended.Sub(began).Microseconds())/1000),
		slog.Int("DynamoDBCalls", c.dynamoDBCalls),
		slog.Int("KMSCalls", c.kmsCalls),
		slog.Int("ColdStart", count(!l.warm.Swap(true))),
		slog.Int("Throttled", count(code == mfa.Throttling)),
		slog.Int("LockedOut", count(c.record.Reason == "locked" || c.record.Reason == "throttled")),
		slog.Int("SignatureRefused", count(code == mfa.SignatureDoesNotMatch || code == mfa.IncompleteSignature || code == mfa.InvalidClientTokenID)),
		slog.Int("CodeRefused", count(c.record.Reason == "wrong" || c.record.Reason == "spent meanwhile")),
		slog.String("RequestId", c.record.RequestID),
		slog.String("LambdaRequestId", lambdaRequest),
		slog.Any("_aws", embedded(ended)),
	)
}

// operationOf names one of our operations: what else a sender may have written would each be a metric of its own, and paid for.
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

// embedded describes the line. Durations are kept by operation, the rest by stack: each combination is a metric of its own.
func embedded(at time.Time) metadata {
	return metadata{at.UnixMilli(), []directive{
		{metricNamespace, [][]string{{"Stack", "Operation"}}, []metric{{"Duration", "Milliseconds"}}},
		{metricNamespace, [][]string{{"Stack"}}, []metric{
			{"ColdStart", "Count"}, {"Throttled", "Count"}, {"LockedOut", "Count"}, {"SignatureRefused", "Count"}, {"CodeRefused", "Count"},
		}},
	}}
}
