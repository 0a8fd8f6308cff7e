package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// accessKeyOf returns the credentials of a configuration.
func accessKeyOf(ctx context.Context, loaded aws.Config) (aws.Credentials, error) {
	key, err := loaded.Credentials.Retrieve(ctx)
	if err != nil {
		return key, fmt.Errorf("no access key was found; "+
			"set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE: %w", err)
	}
	return key, nil
}

// sign signs a request with this body, as AWS clients do.
func sign(ctx context.Context, key aws.Credentials, request *http.Request, body []byte, service, region string) error {
	hash := sha256.Sum256(body)
	return v4.NewSigner().SignHTTP(ctx, key, request, hex.EncodeToString(hash[:]), service, region, time.Now())
}

// send sends a request. Its error says where no server answers.
func send(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		return response, nil
	}
	var cause *url.Error
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return nil, fmt.Errorf("no answer from %s: %w; want the URL of a running server, such as http://127.0.0.1:4599",
		request.URL, err)
}
