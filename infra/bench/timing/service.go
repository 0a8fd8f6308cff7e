package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// kinds are the reasons for refusing a code. Answers must not distinguish them.
var kinds = []string{"wrong", "spent", "out of its window"}

// refusals runs the local server, has it refuse n codes of each kind in random
// order, and returns the medians of the times, by kind.
func refusals(ctx context.Context, n int) ([]time.Duration, error) {
	dir, err := os.MkdirTemp("", "timing")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "virtualmfa")
	if out, err := exec.CommandContext(
		ctx,
		"go",
		"build",
		"-o",
		binary,
		"./functions/virtualmfa",
	).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	s, stop, err := start(ctx, binary)
	if err != nil {
		return nil, err
	}
	defer stop()
	owner, err := s.enrol(ctx)
	if err != nil {
		return nil, err
	}
	times := make([][]time.Duration, len(kinds))
	for window := 1; len(times[0]) < n; window++ {
		if err := owner.refuse(ctx, s.start.Add(time.Duration(window)*budgetWindow), times); err != nil {
			return nil, err
		}
	}
	medians := make([]time.Duration, len(kinds))
	for i := range times {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2]
	}
	return medians, nil
}

// Of the nine attempts that profile aws allows in three minutes, one spends a
// code and the others are twice of each kind.
const (
	budgetWindow = 3 * time.Minute
	ofEachKind   = 2
)

// A server is the local server as its account root calls it.
type server struct {
	endpoint string
	root     aws.Config
	start    time.Time
}

func start(ctx context.Context, binary string) (s server, stop func(), err error) {
	process := exec.CommandContext(ctx, binary, "serve", "-addr", "127.0.0.1:0", "-profile", otp.AWS.Name)
	stdout, err := process.StdoutPipe()
	if err != nil {
		return server{}, nil, err
	}
	if err := process.Start(); err != nil {
		return server{}, nil, err
	}
	stop = func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	}
	exports := map[string]string{}
	for lines := bufio.NewScanner(stdout); len(exports) < 5 && lines.Scan(); {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		exports[name] = value
	}
	s = server{endpoint: exports["AWS_ENDPOINT_URL"], start: time.Now().Truncate(budgetWindow)}
	s.root = s.as(exports["AWS_ACCESS_KEY_ID"], exports["AWS_SECRET_ACCESS_KEY"])
	return s, stop, nil
}

// as signs with a key, and sends nothing twice.
func (s server) as(id, secret string) aws.Config {
	return aws.Config{
		BaseEndpoint:     &s.endpoint,
		Region:           "us-east-1",
		RetryMaxAttempts: 1,
		Credentials:      credentials.NewStaticCredentialsProvider(id, secret, ""),
	}
}

// setClock moves the clock of codes and budgets.
func (s server) setClock(ctx context.Context, now time.Time) error {
	body := bytes.NewReader(fmt.Appendf(nil, `{"set":%q}`, now.Format(time.RFC3339)))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint+"/_local/clock", body)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		err = errors.New("the clock: " + answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}

// A holder is a user with a key and a device.
type holder struct {
	server
	sts    *sts.Client
	serial *string
	seed   otp.Seed
}

func (s server) enrol(ctx context.Context) (holder, error) {
	root, name := iam.NewFromConfig(s.root), aws.String("alice")
	if _, err := root.CreateUser(ctx, &iam.CreateUserInput{UserName: name}); err != nil {
		return holder{}, err
	}
	key, err := root.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: name})
	if err != nil {
		return holder{}, err
	}
	made, err := root.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: name})
	if err != nil {
		return holder{}, err
	}
	seed, err := otp.ParseSeed(string(made.VirtualMFADevice.Base32StringSeed))
	if err != nil {
		return holder{}, err
	}
	h := holder{
		s,
		sts.NewFromConfig(s.as(*key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey)),
		made.VirtualMFADevice.SerialNumber,
		seed,
	}
	if err := s.setClock(ctx, s.start); err != nil {
		return holder{}, err
	}
	_, err = root.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName:            name,
		SerialNumber:        h.serial,
		AuthenticationCode1: h.code(s.start, -1),
		AuthenticationCode2: h.code(s.start, 0),
	})
	return h, err
}

// code is what the device shows some steps from now.
func (h holder) code(now time.Time, offset otp.Step) *string {
	code, err := otp.CodeAt(h.seed, otp.StepAt(now)+offset)
	if err != nil {
		panic(err) // the server made the seed
	}
	return aws.String(code.Reveal())
}

// refuse has codes of each kind refused at the time now, and adds the times.
func (h holder) refuse(ctx context.Context, now time.Time, times [][]time.Duration) error {
	if err := h.setClock(ctx, now); err != nil {
		return err
	}
	right := h.code(now, 0)
	if _, err := h.session(ctx, right); err != nil {
		return err
	}
	wrong := aws.String("000000")
	for offset := otp.Step(-3); offset <= 3; offset++ {
		if *h.code(now, offset) == *wrong {
			wrong = aws.String("111111")
		}
	}
	codes := []*string{wrong, right, h.code(now, -10)}
	for _, i := range rand.Perm(len(kinds) * ofEachKind) {
		kind := i / ofEachKind
		took, err := h.session(ctx, codes[kind])
		var refusal smithy.APIError
		if !errors.As(err, &refusal) || !strings.Contains(refusal.ErrorMessage(), "invalid MFA one time pass code") {
			return fmt.Errorf("a code that is %s was answered with: %w", kinds[kind], err)
		}
		times[kind] = append(times[kind], took)
	}
	return nil
}

// session asks for a session, and says how long the answer took.
func (h holder) session(ctx context.Context, code *string) (time.Duration, error) {
	start := time.Now()
	_, err := h.sts.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: h.serial, TokenCode: code})
	return time.Since(start), err
}
