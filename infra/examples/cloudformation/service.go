package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// ticketPrefix begins the ids of tickets.
const ticketPrefix = "ATKT"

// callTime is how long one call of the service may take.
const callTime = 10 * time.Second

// A service is the deployed virtual-mfa. SDKs do not know its operations on
// tickets (infra/docs/enrolment.md).
type service struct {
	endpoint string
	region   string
	key      string // the id of the secret with the access key
	vault    vault
}

// A ticketRequest is CreateEnrollmentTicket's.
type ticketRequest struct {
	UserName             string
	VirtualMFADeviceName string
	Path                 string `json:",omitempty"`
	ReplacedSerialNumber string `json:",omitempty"`
	DurationSeconds      int    `json:",omitempty"`
	RequireApproval      bool   `json:",omitempty"`
}

// A ticket as CreateEnrollmentTicket answers it, and ListEnrollmentTickets
// without Url.
type ticket struct {
	TicketId     string
	UserName     string
	SerialNumber string
	Expiration   time.Time
	Url          string
}

// A refusal is an error that the service answered.
type refusal struct{ Code, Message string }

func (r *refusal) Error() string { return r.Code + ": " + r.Message }

func (s *service) createTicket(ctx context.Context, in ticketRequest) (out ticket, err error) {
	return out, s.call(ctx, "CreateEnrollmentTicket", in, &out)
}

// tickets lists the tickets of a user that can still be redeemed.
func (s *service) tickets(ctx context.Context, user string) ([]ticket, error) {
	var out struct{ EnrollmentTickets []ticket }
	err := s.call(ctx, "ListEnrollmentTickets", map[string]string{"UserName": user}, &out)
	return out.EnrollmentTickets, err
}

func (s *service) deleteTicket(ctx context.Context, user, id string) error {
	var none struct{}
	return s.call(ctx, "DeleteEnrollmentTicket", map[string]string{"UserName": user, "TicketId": id}, &none)
}

// call calls an operation in the JSON protocol.
func (s *service) call(ctx context.Context, operation string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	key, err := s.accessKey(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	url := strings.TrimSuffix(s.endpoint, "/") + "/" + operation
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256(body)
	sum := hex.EncodeToString(hash[:])
	if err := v4.NewSigner().SignHTTP(ctx, key, request, sum, "iam", s.region, time.Now()); err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		refused := &refusal{}
		if json.Unmarshal(answer, refused) != nil || refused.Code == "" {
			return fmt.Errorf("%s answered with status %s", url, response.Status)
		}
		return refused
	}
	return json.Unmarshal(answer, out)
}

// accessKey reads the access key. It is read for each call, so that a rotated key
// is used at once.
func (s *service) accessKey(ctx context.Context) (aws.Credentials, error) {
	text, err := s.vault.get(ctx, s.key)
	if err != nil {
		return aws.Credentials{}, fmt.Errorf("reading the access key from %s: %w", s.key, err)
	}
	var key struct{ AccessKeyId, SecretAccessKey string }
	if json.Unmarshal([]byte(text), &key) != nil || key.AccessKeyId == "" || key.SecretAccessKey == "" {
		return aws.Credentials{}, fmt.Errorf(`%s must be {"AccessKeyId":"…","SecretAccessKey":"…"}`, s.key)
	}
	return aws.Credentials{AccessKeyID: key.AccessKeyId, SecretAccessKey: key.SecretAccessKey}, nil
}
