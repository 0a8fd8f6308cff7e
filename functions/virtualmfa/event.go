package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// runEvent prints a signed request as API Gateway passes it to a function: for
// sam local invoke, and for the test button of the Lambda console.
func runEvent(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("event", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa event [-query] OPERATION <BODY\n"+
			"Prints an event of API Gateway, signed with the credentials and for the region\n"+
			"of the environment. BODY is JSON.\n")
		f.PrintDefaults()
	}
	query := f.Bool("query", false,
		"what an AWS client sends to POST /: BODY is the form without Action and Version")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	operation, ok := mfa.OperationNamed(f.Arg(0))
	if !ok {
		return fmt.Errorf("unknown operation %q; operations are named as in the API, such as CreateUser", f.Arg(0))
	}
	body, err := io.ReadAll(io.LimitReader(stdin, wire.MaxBody))
	if err != nil {
		return err
	}
	event, err := signedEvent(ctx, operation, strings.TrimSpace(string(body)), *query)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(event)
}

// signedEvent signs a request and returns it as an event (API Gateway developer
// guide, payload format version 2.0).
func signedEvent(
	ctx context.Context, operation mfa.Operation, body string, query bool,
) (events.APIGatewayV2HTTPRequest, error) {
	path, contentType := "/"+operation.Name, "application/json"
	if query {
		path, contentType = "/", "application/x-www-form-urlencoded"
		action := "Action=" + operation.Name + "&Version=" + operation.Version()
		body = strings.TrimSuffix(action+"&"+body, "&")
	}
	header, err := signedHeader(ctx, operation.Service, path, contentType, body)
	if err != nil {
		return events.APIGatewayV2HTTPRequest{}, err
	}
	return events.APIGatewayV2HTTPRequest{
		Version:  "2.0",
		RouteKey: "POST " + path,
		RawPath:  path,
		Headers:  header,
		Body:     body,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey:   "POST " + path,
			Stage:      "$default",
			DomainName: header["host"],
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method:   http.MethodPost,
				Path:     path,
				Protocol: "HTTP/1.1",
				SourceIP: "127.0.0.1",
			},
		},
	}, nil
}

// signedHeader signs as an AWS client does and returns the headers as API
// Gateway passes them on, with names in lower case.
func signedHeader(
	ctx context.Context, service mfa.ServiceName, path, contentType, body string,
) (map[string]string, error) {
	loaded, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithDefaultRegion(region))
	if err != nil {
		return nil, err
	}
	key, err := accessKeyOf(ctx, loaded)
	if err != nil {
		return nil, err
	}
	url := "https://localhost" + path
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	if err := sign(ctx, key, request, []byte(body), string(service), loaded.Region); err != nil {
		return nil, err
	}
	header := map[string]string{"host": request.Host}
	for name, values := range request.Header {
		header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return header, nil
}
