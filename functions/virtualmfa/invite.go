package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// An invitation is the request for a ticket (CreateEnrollmentTicket).
type invitation struct {
	UserName             string
	DurationSeconds      int    `json:",omitempty"`
	VirtualMFADeviceName string `json:",omitempty"`
	ReplacedSerialNumber string `json:",omitempty"`
	RequireApproval      bool   `json:",omitempty"`
}

// runInvite makes an enrollment ticket and prints the link for its user.
func runInvite(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("invite", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, "usage: virtualmfa invite [flags] USER\n"+
			"Prints a link with which the user sets up one device, without an access key.\n"+
			"The service is that of AWS_ENDPOINT_URL, called with the credentials of the\n"+
			"environment. Anyone who has the link can use it, once: send it privately.\n")
		f.PrintDefaults()
	}
	var in invitation
	duration := f.Duration("duration", time.Hour, "how `long` the link works, from 5m to 24h")
	f.StringVar(&in.VirtualMFADeviceName, "device", "", "the `name` of the device; by default the user's")
	f.StringVar(&in.ReplacedSerialNumber, "replace", "",
		"the `serial` number of a lost device of the user's, which is deactivated in\n"+
			"the moment in which the new one is enabled")
	f.BoolVar(&in.RequireApproval, "approval", false,
		"the link works once another administrator has approved its ticket")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	if *duration < 5*time.Minute || *duration > 24*time.Hour {
		return fmt.Errorf("-duration is 5m to 24h, not %s", *duration)
	}
	in.UserName, in.DurationSeconds = f.Arg(0), int(duration.Seconds())
	var out struct {
		Url          string
		Expiration   time.Time
		SerialNumber string
		TicketId     string
	}
	if err := callService(ctx, "CreateEnrollmentTicket", in, &out); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "for %s, until %s:\n", out.SerialNumber, out.Expiration.Local().Format(time.RFC1123))
	if in.RequireApproval {
		fmt.Fprintf(stderr, "another administrator has to approve %s (ApproveEnrollmentTicket)\n", out.TicketId)
	}
	_, err := fmt.Fprintln(stdout, out.Url)
	return err
}

// callTime is how long a call of the service may take.
const callTime = 10 * time.Second

// callService calls an operation of IAM in the JSON protocol, as the caller and
// at the address of the environment.
func callService(ctx context.Context, operation string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	loaded, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithDefaultRegion(region))
	if err != nil {
		return err
	}
	if aws.ToString(loaded.BaseEndpoint) == "" {
		return errors.New("AWS_ENDPOINT_URL must say where the service is; " +
			"virtualmfa prints it, and so does the output Endpoint of a stack")
	}
	key, err := accessKeyOf(ctx, loaded)
	if err != nil {
		return err
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	url := strings.TrimSuffix(*loaded.BaseEndpoint, "/") + "/" + operation
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", wire.JSONType)
	if err := sign(ctx, key, request, body, string(wire.IAM), loaded.Region); err != nil {
		return err
	}
	response, err := send(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, wire.MaxBody))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Code, Message string }
		if json.Unmarshal(answer, &refusal) != nil || refusal.Code == "" {
			return fmt.Errorf("%s answered with status %s", url, response.Status)
		}
		return fmt.Errorf("%s: %s", refusal.Code, refusal.Message)
	}
	return json.Unmarshal(answer, out)
}
