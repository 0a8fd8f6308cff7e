// Package lambdafn makes a Lambda function of operations. An event of API
// Gateway takes the same way as a request to the local server, with DynamoDB and
// KMS behind it, and leaves two lines in the log: its audit record and one line
// with its figures.
//
// API Gateway is trusted with the source address and with nothing else: the
// caller is known by the signature alone.
package lambdafn

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Serve is the main function of a Lambda function that serves operations. It
// ends the process, with one line, if the function is not set up.
func Serve(operations ...mfa.Operation) {
	f, err := New(os.Getenv, os.Stdout, operations...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the function cannot start:", err)
		os.Exit(1)
	}
	lambda.Start(f.Handle)
}

// A Function answers events. It is safe for concurrent use, although Lambda
// sends one event at a time; the figures of concurrent events are mixed.
type Function struct {
	handler     *endpoint.Handler
	clients     *clients
	log         *slog.Logger
	invocations *invocationLog
	settings    settings
}

// New sets a function up from environment variables. It does not use the
// network: a cold start has no time for it, and must not fail because of it.
func New(getenv func(string) string, stdout io.Writer, operations ...mfa.Operation) (*Function, error) {
	s, err := readSettings(getenv)
	if err != nil {
		return nil, err
	}
	c := newClients(getenv, s.region)
	seeds := kms.NewSealer(c.kms, s.key.String())
	service, err := mfa.New(mfa.Config{
		Store:         dynamo.New(c.dynamoDB, s.table, time.Now, rand.Reader),
		SeedSealer:    seeds,
		KeySealer:     kms.NewRing(seeds, kms.NewItem(c.dynamoDB, s.table), s.key.AccountID, time.Now, rand.Reader),
		Profile:       s.profile,
		AccountID:     s.key.AccountID,
		AccountAlias:  s.accountLabel,
		Partition:     s.key.Partition,
		Issuer:        s.issuer,
		DefaultPolicy: s.defaultPolicy,
		RecoveryCodes: s.recoveryCodes,
		Hardware:      s.hardware,
		Now:           time.Now,
		Random:        rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	handler, err := endpoint.New(endpoint.Config{
		Service:    service,
		AccountID:  s.key.AccountID,
		Operations: operations,
		Regions:    []string{s.region, "us-east-1"},
		Hosts:      s.hosts,
		Now:        time.Now,
		Random:     rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(stdout, nil))
	return &Function{
		handler:     handler,
		clients:     c,
		log:         log,
		invocations: &invocationLog{log: log, stack: s.stack},
		settings:    s,
	}, nil
}

// A request gives up after wholeTime, well before clients do, and leaves
// answerTime to answer before Lambda ends the function.
const (
	wholeTime  = 3 * time.Second
	answerTime = 300 * time.Millisecond
)

// Handle answers one event. A refusal is an answer too, so it returns no error.
func (f *Function) Handle(
	ctx context.Context, event events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error) {
	i := invocation{began: time.Now()}
	deadline := i.began.Add(wholeTime)
	if ends, ok := ctx.Deadline(); ok && ends.Add(-answerTime).Before(deadline) {
		deadline = ends.Add(-answerTime)
	}
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	dynamoDB, kms := f.clients.calls.dynamoDB.Load(), f.clients.calls.kms.Load()

	response, record := f.serve(ctx, request(event))

	i.record, i.status, i.ended = record, response.Status, time.Now()
	i.dynamoDBCalls = f.clients.calls.dynamoDB.Load() - dynamoDB
	i.kmsCalls = f.clients.calls.kms.Load() - kms
	endpoint.LogEvent(ctx, f.log, record)
	f.invocations.write(ctx, i)
	return answer(response), nil
}

func (f *Function) serve(ctx context.Context, in endpoint.Request) (endpoint.Response, endpoint.Event) {
	in, admitted := f.settings.admit(in)
	if admitted {
		return f.handler.Serve(ctx, in)
	}
	response, record := f.handler.Refuse(in, notFromTheEdge)
	response.Body = nil
	delete(response.Header, "Content-Type")
	return response, record
}
