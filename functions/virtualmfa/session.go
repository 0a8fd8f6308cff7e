package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

const sessionUsage = `usage: virtualmfa session -serial ARN [flags]
Prints credentials of an MFA session for credential_process in an AWS profile. The session is kept in the cache of
the user, so that any number of profiles and processes need one code. The code comes from -seed, from -command, or
from you: it is asked for at the terminal.
`

// sessionFlags are the flags of session.
type sessionFlags struct {
	profile, serial      string
	seed, command        string
	clock                string
	duration             time.Duration
	roleARN, roleSession string
	roleDuration         time.Duration
	endpoint             string // of the profile
	longTerm             aws.Credentials
	now                  func(context.Context) (time.Time, error)
	errorsOfTool         io.Writer
}

// insideSession is set for what the AWS SDK starts for us: a profile whose
// credential_process is this command cannot be the one that it takes keys from.
const insideSession = "VIRTUALMFA_SESSION"

// runSession prints the credentials of a session with MFA, or of a role that such
// a session assumes.
func runSession(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := sessionFlags{errorsOfTool: stderr}
	f := flag.NewFlagSet("session", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, sessionUsage)
		f.PrintDefaults()
	}
	f.StringVar(&s.serial, "serial", "", "the serial number, an `ARN`, of the device")
	f.StringVar(&s.profile, "profile", "", "the `name` of the profile with the long-term access key; "+
		"without it the environment's key is used")
	f.StringVar(&s.seed, "seed", "", "a `file` as virtualmfa code reads it, instead of the terminal")
	f.StringVar(&s.command, "command", "", "a shell `command` that prints a code, a seed or an otpauth URI, "+
		"instead of the terminal")
	f.StringVar(&s.clock, "clock", "", "take the time of codes and sessions from the server at this `URL`")
	f.DurationVar(&s.duration, "duration", 12*time.Hour, "how long the session lasts, 15m to 36h")
	f.StringVar(&s.roleARN, "role-arn", "", "the `ARN` of a role that the session assumes")
	f.StringVar(&s.roleSession, "role-session-name", "virtualmfa", "the `name` of the role's session")
	f.DurationVar(&s.roleDuration, "role-duration", time.Hour, "how long the role's session lasts, 15m to 1h")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	if os.Getenv(insideSession) != "" {
		return errors.New("the profile takes its keys from virtualmfa session itself: " +
			"give another profile, one with a long-term access key, by -profile")
	}
	if err := os.Setenv(insideSession, "1"); err != nil {
		return err
	}
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	c, err := s.credentials(ctx, client)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(c)
}

func (s *sessionFlags) check() error {
	longest := mfa.MaxSessionDuration
	switch {
	case s.serial == "":
		return errors.New("-serial is missing: the ARN of the device, as aws iam list-mfa-devices prints it")
	case s.seed != "" && s.command != "":
		return errors.New("-seed and -command both say where the code comes from; give one")
	case s.duration < 15*time.Minute || s.duration > longest:
		return fmt.Errorf("-duration is 15m to %s, not %s", longest, s.duration)
	case s.roleDuration < 15*time.Minute || s.roleDuration > time.Hour:
		return fmt.Errorf("-role-duration is 15m to 1h, not %s: a session assumes a role for an hour at most", s.roleDuration)
	}
	s.now = func(ctx context.Context) (time.Time, error) { return phoneTime(ctx, "", s.clock) }
	return nil
}

// connect reads the profile, and makes a client with its long-term key.
func (s *sessionFlags) connect(ctx context.Context) (*sts.Client, error) {
	var options []func(*awsconfig.LoadOptions) error
	if s.profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(s.profile))
	}
	config, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	config.Region = cmp.Or(config.Region, region)
	if s.longTerm, err = config.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("no long-term access key was found; name its profile by -profile: %w", err)
	}
	if s.longTerm.SessionToken != "" {
		return nil, errors.New("the access key is a session's, which cannot open another; " +
			"name a profile with a long-term access key by -profile")
	}
	client := sts.NewFromConfig(config)
	s.endpoint = cmp.Or(aws.ToString(client.Options().BaseEndpoint), "sts."+config.Region)
	return client, nil
}

// sessionCredentials are what credential_process prints, and the cache keeps (AWS
// SDKs and tools reference guide, "Process credential provider").
type sessionCredentials struct {
	Version         int
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      time.Time
}

// credentials returns those of the cache, or of a new session. One process opens
// it, and the others wait.
func (s *sessionFlags) credentials(ctx context.Context, client *sts.Client) (sessionCredentials, error) {
	now, err := s.now(ctx)
	if err != nil {
		return sessionCredentials{}, err
	}
	cache, err := openSessionCache()
	if err != nil {
		return sessionCredentials{}, err
	}
	opened := cache.entry("session", s.endpoint, s.longTerm.AccessKeyID, s.serial, s.duration.String())
	wanted := opened
	if s.roleARN != "" {
		wanted = cache.entry("role", opened, s.roleARN, s.roleSession, s.roleDuration.String())
	}
	if c, found := cache.read(wanted, now); found {
		return c, nil
	}
	unlock, err := cache.lock(ctx, cache.entry("device", s.endpoint, s.serial))
	if err != nil {
		return sessionCredentials{}, err
	}
	defer unlock()
	if c, found := cache.read(wanted, now); found { // of the process that had the lock before
		return c, nil
	}
	c, found := cache.read(opened, now)
	if !found {
		if c, err = s.open(ctx, client, cache); err != nil {
			return sessionCredentials{}, err
		}
		if err := cache.write(opened, c); err != nil {
			return sessionCredentials{}, err
		}
	}
	if s.roleARN == "" {
		return c, nil
	}
	if c, err = s.assume(ctx, client, c); err != nil {
		return sessionCredentials{}, err
	}
	return c, cache.write(wanted, c)
}

// open opens a session with MFA.
func (s *sessionFlags) open(
	ctx context.Context, client *sts.Client, cache sessionCache,
) (out sessionCredentials, err error) {
	device := cache.entry("device", s.endpoint, s.serial)
	code, step, err := s.nextCode(ctx, cache, device)
	if err != nil {
		return out, err
	}
	answer, err := client.GetSessionToken(ctx, &sts.GetSessionTokenInput{
		SerialNumber:    &s.serial,
		TokenCode:       aws.String(code.Reveal()),
		DurationSeconds: aws.Int32(int32(s.duration / time.Second)),
	})
	refused := refusalOf(err)
	if note := cache.writeAttempt(device, codeAttempt{step, refused}); note != nil {
		return out, note
	}
	if err != nil {
		return out, errors.New(cmp.Or(refused, "GetSessionToken: "+err.Error()))
	}
	return sessionCredentials{
		1, *answer.Credentials.AccessKeyId, *answer.Credentials.SecretAccessKey,
		*answer.Credentials.SessionToken, *answer.Credentials.Expiration,
	}, nil
}

// assume assumes the role with a session.
func (s *sessionFlags) assume(
	ctx context.Context, client *sts.Client, session sessionCredentials,
) (out sessionCredentials, err error) {
	key := credentials.NewStaticCredentialsProvider(session.AccessKeyID, session.SecretAccessKey, session.SessionToken)
	answer, err := client.AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn:         &s.roleARN,
		RoleSessionName: &s.roleSession,
		DurationSeconds: aws.Int32(int32(s.roleDuration / time.Second)),
	}, func(o *sts.Options) { o.Credentials = key })
	if err != nil {
		return out, errors.New(cmp.Or(refusalOf(err), "AssumeRole: "+err.Error()))
	}
	return sessionCredentials{
		1, *answer.Credentials.AccessKeyId, *answer.Credentials.SecretAccessKey,
		*answer.Credentials.SessionToken, *answer.Credentials.Expiration,
	}, nil
}

// refusalOf is what the service says, or "" if it did not refuse.
func refusalOf(err error) string {
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		return ""
	}
	return refusal.ErrorCode() + ": " + refusal.ErrorMessage()
}
