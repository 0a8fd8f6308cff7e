// Package lambdafn makes a Lambda function of operations: an event of API Gateway goes the same way as a request to the local server, on
// DynamoDB and KMS, and leaves two lines in the log.
//
// API Gateway is trusted with the source address and with nothing else: who calls is known by the signature alone.
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

// Serve is the main function of a Lambda function that serves operations. It ends the process, with one line, if the function is not set up.
func Serve(operations ...mfa.Operation) {
	f, err := New(os.Getenv, os.Stdout, operations...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the function cannot start:", err)
		os.Exit(1)
	}
	lambda.Start(f.Handle)
}

// A Function answers events. One at a time is what Lambda sends; more do no harm.
type Function struct {
	front    *endpoint.Handler
	log      *callLog
	settings settings
}

// New sets a function up from environment variables, without asking the network anything: a cold start has no time for it, and must not fail
// because of it.
func New(getenv func(string) string, stdout io.Writer, operations ...mfa.Operation) (*Function, error) {
	s, err := readSettings(getenv)
	if err != nil {
		return nil, err
	}
	table, seeds := s.dynamoDB(getenv), kms.NewSealer(s.kms(getenv), s.key.String())
	service, err := mfa.New(mfa.Config{
		Store: dynamo.New(table, s.table, time.Now, rand.Reader), SeedSealer: seeds, KeySealer: kms.NewRing(seeds, kms.NewItem(table, s.table), s.key.AccountID, time.Now, rand.Reader),
		Profile: s.profile, AccountID: s.key.AccountID, AccountAlias: s.accountLabel, Issuer: s.issuer, Now: time.Now, Random: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	logger := slog.New(slog.NewJSONHandler(stdout, nil))
	front, err := endpoint.New(endpoint.Config{
		Service: service, Operations: operations, Audit: remembering{endpoint.LogAudit(logger)}, Regions: []string{s.region, "us-east-1"}, Hosts: s.hosts,
		Now: time.Now, Random: rand.Reader,
	})
	return &Function{front, newCallLog(logger, s.stack), s}, err
}

// A request gives up after wholeTime, well before clients do, and leaves answerTime to answer before Lambda ends the function.
const (
	wholeTime  = 3 * time.Second
	answerTime = 300 * time.Millisecond
)

// Handle answers one event. A refusal is an answer too, so it returns no error.
func (f *Function) Handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	began := time.Now()
	deadline := began.Add(wholeTime)
	if ends, ok := ctx.Deadline(); ok && ends.Add(-answerTime).Before(deadline) {
		deadline = ends.Add(-answerTime)
	}
	call := &call{}
	ctx, cancel := context.WithDeadline(context.WithValue(ctx, callKey{}, call), deadline)
	defer cancel()
	in := request(event)
	if !f.settings.admits(in) {
		refused := notAdmitted()
		f.log.write(ctx, call, refused.StatusCode, began, time.Now())
		return refused, nil
	}
	response := f.front.Serve(ctx, in)
	f.log.write(ctx, call, response.Status, began, time.Now())
	return answer(response), nil
}
