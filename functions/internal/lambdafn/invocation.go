package lambdafn

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// request is what the client sent, as far as API Gateway shows it: it joins the
// values of a header that was sent twice by commas, which makes them one value
// that fits no signature.
func request(event events.APIGatewayV2HTTPRequest) endpoint.Request {
	header := http.Header{}
	for name, value := range event.Headers {
		header.Add(name, value)
	}
	host := header.Get("Host")
	header.Del("Host")
	return endpoint.Request{
		Method:   event.RequestContext.HTTP.Method,
		Path:     event.RawPath,
		RawQuery: event.RawQueryString,
		Host:     host,
		Header:   header,
		Body:     body(event),
		SourceIP: event.RequestContext.HTTP.SourceIP,
		TLS:      true, // API Gateway takes no other
	}
}

// body returns the body's bytes. Text that claims to be base64 and is not stays
// as it is, because no client has signed it.
func body(event events.APIGatewayV2HTTPRequest) []byte {
	if event.IsBase64Encoded {
		if decoded, err := base64.StdEncoding.DecodeString(event.Body); err == nil {
			return decoded
		}
	}
	return []byte(event.Body)
}

// answer hands the response back. Its body is text.
func answer(response endpoint.Response) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: response.Status,
		Headers:    response.Header,
		Body:       string(response.Body),
	}
}

// admit says whether a request came through the edge, if it has to, and returns
// it with the address of the client that the edge reports. This keeps floods and
// foreign fronts away; the caller is known by the signature alone.
//
// The function knows the SHA-256 of the edge's secret and not the secret, so that
// a reader of its configuration cannot pretend to be the edge.
func (s settings) admit(in endpoint.Request) (endpoint.Request, bool) {
	header := http.Header(in.Header).Clone()
	secret, address := header.Values(wire.EdgeSecretHeader), header.Get(wire.EdgeAddressHeader)
	header.Del(wire.EdgeSecretHeader)
	header.Del(wire.EdgeAddressHeader)
	in.Header = header
	if s.edgeSecretHash == nil {
		return in, true
	}
	if len(secret) != 1 {
		return in, false
	}
	hash := sha256.Sum256([]byte(secret[0]))
	if subtle.ConstantTimeCompare(hash[:], s.edgeSecretHash) != 1 {
		return in, false
	}
	if client, err := netip.ParseAddr(address); err == nil {
		in.SourceIP = client.WithZone("").String()
	}
	return in, true
}

// notFromTheEdge is only for the record: the answer has no body, because
// legitimate clients go through the edge.
var notFromTheEdge = wire.NewError(wire.AccessDenied, "The request did not come through the edge.").
	Because(wire.NotFromTheEdge)

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
