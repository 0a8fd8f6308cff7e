package lambdafn

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// A Page is the files of a page.
type Page struct {
	Name     string // of the path that the files are below
	Files    http.Handler
	Hardware bool // whether it is there only if hardware devices are on
}

// ServePages is the main function of a Lambda function that serves pages, and
// nothing else.
func ServePages(pages ...Page) {
	handler, err := NewPages(os.Getenv, pages...)
	if err != nil {
		slog.New(slog.NewJSONHandler(os.Stdout, nil)).Error("starting", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}

// A PageHandler answers one event with a file.
type PageHandler func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// NewPages hands events to pages. HARDWARE_DEVICES says whether hardware devices are
// on. Bodies are sent as base64, because most are compressed.
func NewPages(getenv func(string) string, pages ...Page) (PageHandler, error) {
	hardware, err := onOrOff(getenv, "HARDWARE_DEVICES")
	if err != nil {
		return nil, err
	}
	served := map[string]http.Handler{}
	for _, page := range pages {
		if hardware || !page.Hardware {
			served[page.Name] = page.Files
		}
	}
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		in := request(event)
		name, file, isBelow := strings.Cut(strings.TrimPrefix(in.Path, "/"), "/")
		page, exists := served[name]
		r, err := http.NewRequestWithContext(ctx, in.Method, "https://"+in.Host+"/"+file, nil)
		if err != nil || !isBelow || !exists {
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusNotFound, IsBase64Encoded: true}, nil
		}
		r.Header = in.Header
		answer := pageFile{header: http.Header{}, status: http.StatusOK}
		page.ServeHTTP(&answer, r)
		headers := map[string]string{}
		for name, values := range answer.header {
			headers[name] = strings.Join(values, ", ")
		}
		return events.APIGatewayV2HTTPResponse{
			StatusCode:      answer.status,
			Headers:         headers,
			Body:            base64.StdEncoding.EncodeToString(answer.body.Bytes()),
			IsBase64Encoded: true,
		}, nil
	}, nil
}

// A pageFile is what a page answers.
type pageFile struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (f *pageFile) Header() http.Header         { return f.header }
func (f *pageFile) WriteHeader(status int)      { f.status = status }
func (f *pageFile) Write(b []byte) (int, error) { return f.body.Write(b) }
