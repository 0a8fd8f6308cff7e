package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/pquerna/otp/totp"
)

const (
	step          = 30 * time.Second
	stepsInWindow = 5 // a session code is good from two steps behind to two ahead, each once
)

var versions = map[string]string{"iam": "2010-05-08", "sts": "2011-06-15"}

// call sends one signed Query request. It is far lighter than an SDK, so that
// little of the machine goes to the client.
func (s *server) call(ctx context.Context, as aws.Credentials, action string, params ...string) (string, error) {
	req, err := s.request(ctx, as, action, params...)
	if err != nil {
		return "", err
	}
	answer, err := s.send(req)
	if err != nil {
		return "", fmt.Errorf("%s: %w", action, err)
	}
	return answer, nil
}

func (s *server) request(
	ctx context.Context,
	as aws.Credentials,
	action string,
	params ...string,
) (*http.Request, error) {
	service := "iam"
	if action == "GetSessionToken" || action == "GetCallerIdentity" {
		service = "sts"
	}
	form := url.Values{"Action": {action}, "Version": {versions[service]}}
	for i := 0; i < len(params); i += 2 {
		form.Set(params[i], params[i+1])
	}
	body := []byte(form.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	hash := sha256.Sum256(body)
	return req, v4.NewSigner().SignHTTP(ctx, as, req, hex.EncodeToString(hash[:]), service, "us-east-1", time.Now())
}

func (s *server) send(req *http.Request) (string, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, element(string(answer), "Message"))
	}
	return string(answer), err
}

// element is the text of the first XML element of that name.
func element(xml, name string) string {
	_, rest, _ := strings.Cut(xml, "<"+name+">")
	text, _, _ := strings.Cut(rest, "</"+name+">")
	return text
}

// device as CreateVirtualMFADevice answers it.
type device struct{ serial, seed string }

func parseDevice(answer string) (device, error) {
	seed, err := base64.StdEncoding.DecodeString(element(answer, "Base32StringSeed"))
	return device{element(answer, "SerialNumber"), string(seed)}, err
}

// code returns the device's code for the step this many steps from now.
func (d device) code(now time.Time, steps int) string {
	code, err := totp.GenerateCode(d.seed, now.Add(time.Duration(steps)*step))
	if err != nil {
		panic(err) // the seed is no base32
	}
	return code
}

func (d device) pair(user string, now time.Time, steps int) []string {
	return []string{
		"UserName",
		user,
		"SerialNumber",
		d.serial,
		"AuthenticationCode1",
		d.code(now, steps),
		"AuthenticationCode2",
		d.code(now, steps+1),
	}
}

func (s *server) createDevice(ctx context.Context, name string) error {
	_, err := s.call(ctx, s.root, "CreateVirtualMFADevice", "VirtualMFADeviceName", name)
	return err
}

// enrol makes a user with a device in use.
func (s *server) enrol(ctx context.Context, user string) (device, error) {
	if _, err := s.call(ctx, s.root, "CreateUser", "UserName", user); err != nil {
		return device{}, err
	}
	answer, err := s.call(ctx, s.root, "CreateVirtualMFADevice", "VirtualMFADeviceName", user)
	if err != nil {
		return device{}, err
	}
	d, err := parseDevice(answer)
	if err != nil {
		return device{}, err
	}
	_, err = s.call(ctx, s.root, "EnableMFADevice", d.pair(user, s.clock, -1)...)
	return d, err
}

func (s *server) lifecycle(ctx context.Context, user string) error {
	d, err := s.enrol(ctx, user)
	if err != nil {
		return err
	}
	for _, c := range [][]string{
		{"ListMFADevices", "UserName", user},
		{"DeactivateMFADevice", "UserName", user, "SerialNumber", d.serial},
		{"DeleteVirtualMFADevice", "SerialNumber", d.serial},
		{"DeleteUser", "UserName", user},
	} {
		if _, err := s.call(ctx, s.root, c[0], c[1:]...); err != nil {
			return err
		}
	}
	return nil
}

// holder is a user with a key and a device.
type holder struct {
	key    aws.Credentials
	device device
}

func (s *server) enrolMany(ctx context.Context, n int) error {
	if _, err := s.freshWindow(); err != nil { // so that no device starts with a skew
		return err
	}
	s.enrolled = make([]holder, n)
	_, err := s.rate(8, n, func(i int) error {
		user := fmt.Sprintf("holder%d", i)
		d, err := s.enrol(ctx, user)
		if err != nil {
			return err
		}
		key, err := s.createKey(ctx, user)
		s.enrolled[i] = holder{key, d}
		return err
	})
	return err
}

func (s *server) createKey(ctx context.Context, user string) (aws.Credentials, error) {
	answer, err := s.call(ctx, s.root, "CreateAccessKey", "UserName", user)
	return parseKey(answer), err
}

func parseKey(answer string) aws.Credentials {
	return aws.Credentials{
		AccessKeyID:     element(answer, "AccessKeyId"),
		SecretAccessKey: element(answer, "SecretAccessKey"),
	}
}

// freshWindow sets our server's clock to the start of a window in which every
// holder has stepsInWindow unspent codes and a full budget. moto has neither
// codes nor a clock.
func (s *server) freshWindow() (time.Time, error) {
	s.clock = s.clock.Add(6 * time.Minute)
	if s.name == "moto" {
		return s.clock, nil
	}
	set := fmt.Sprintf(`{"set":%q}`, s.clock.Format(time.RFC3339))
	resp, err := s.http.Post(s.endpoint+"/_local/clock", "application/json", strings.NewReader(set))
	if err != nil {
		return s.clock, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return s.clock, err
}

// sessionRequests returns a request for each code that the holders have in this
// window.
func (s *server) sessionRequests(ctx context.Context, now time.Time) ([]*http.Request, error) {
	var requests []*http.Request
	for _, h := range s.enrolled {
		for steps := -2; steps <= 2; steps++ {
			req, err := s.request(
				ctx,
				h.key,
				"GetSessionToken",
				"SerialNumber",
				h.device.serial,
				"TokenCode",
				h.device.code(now, steps),
			)
			if err != nil {
				return nil, err
			}
			requests = append(requests, req)
		}
	}
	return requests, nil
}

// pages times n pages of 100 devices, starting over after the last.
func (s *server) pages(ctx context.Context, n int) ([]time.Duration, error) {
	var times []time.Duration
	marker := ""
	for range n {
		params := []string{"MaxItems", "100"}
		if marker != "" {
			params = append(params, "Marker", marker)
		}
		start := time.Now()
		answer, err := s.call(ctx, s.root, "ListVirtualMFADevices", params...)
		if err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
		marker = element(answer, "Marker")
	}
	return times, nil
}
