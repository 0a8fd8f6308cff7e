// Command app is an application that needs MFA: it signs in as alice with a code
// of her device, as the seed file beside it declares her.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/pquerna/otp/totp"
)

const (
	serial = "arn:aws:iam::000000000000:mfa/alice"
	seed   = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := signIn(ctx); err != nil {
		log.Fatal(err)
	}
}

func signIn(ctx context.Context) error {
	loaded, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	now, err := serverTime(ctx)
	if err != nil {
		return err
	}
	code, err := totp.GenerateCode(seed, now)
	if err != nil {
		return err
	}
	_, err = sts.NewFromConfig(loaded).GetSessionToken(ctx, &sts.GetSessionTokenInput{
		SerialNumber: aws.String(serial),
		TokenCode:    &code,
	})
	if err != nil {
		return err
	}
	fmt.Println("alice has signed in with MFA")
	return nil
}

// serverTime asks the clock that codes are judged by.
func serverTime(ctx context.Context) (time.Time, error) {
	url := os.Getenv("AWS_ENDPOINT_URL") + "/_local/clock"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return time.Time{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = response.Body.Close() }()
	var reading struct{ Now time.Time }
	return reading.Now, json.NewDecoder(response.Body).Decode(&reading)
}
