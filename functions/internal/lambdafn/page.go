package lambdafn

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// ServePage is the main function of a Lambda function that serves a page's
// files below a path, and nothing else.
func ServePage(below string, page http.Handler) {
	lambda.Start(Page(below, page))
}

// A PageHandler answers one event with a file.
type PageHandler func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Page hands events to a page. Bodies are sent as base64, because most are
// compressed.
func Page(below string, page http.Handler) PageHandler {
	page = http.StripPrefix(below, page)
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		in := request(event)
		address := "https://" + in.Host + "/" + strings.TrimPrefix(in.Path, "/")
		r, err := http.NewRequestWithContext(ctx, in.Method, address, nil)
		if err != nil || !strings.HasPrefix(in.Path, below+"/") {
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusNotFound, IsBase64Encoded: true}, nil
		}
		r.Header = in.Header
		file := pageFile{header: http.Header{}, status: http.StatusOK}
		page.ServeHTTP(&file, r)
		headers := map[string]string{}
		for name, values := range file.header {
			headers[name] = strings.Join(values, ", ")
		}
		return events.APIGatewayV2HTTPResponse{
			StatusCode:      file.status,
			Headers:         headers,
			Body:            base64.StdEncoding.EncodeToString(file.body.Bytes()),
			IsBase64Encoded: true,
		}, nil
	}
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
