package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

var kills = flag.Int("kills", 5, "how often each crash test kills a server")

// A fact is an answered change, as a question that a server must answer after
// it was killed and started again.
type fact struct {
	change string
	holds  func(context.Context, sdk) bool
}

// Clients change a server with -state until it is killed at a random moment.
// The next one, on the same file, must know every change that was answered.
func TestKilledServerLosesNoAnsweredChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"-state", filepath.Join(dir, "state"), "-key-file", filepath.Join(dir, "key")}
	var facts []fact
	answered, lost := 0, 0
	for round := range *kills + 1 {
		s, err := launch(args...)
		if err != nil {
			t.Fatalf("after %d kills: %v", round, err)
		}
		for _, f := range facts {
			if !f.holds(t.Context(), s.once()) {
				lost++
				t.Errorf("kill %d: %s was answered, and is lost", round, f.change)
			}
		}
		if round < *kills {
			facts = s.changeUntilKilled(t, round)
			answered += len(facts)
		}
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}
	t.Logf("%d kills, %d changes answered, %d lost", *kills, answered, lost)
	if answered < *kills {
		t.Errorf("%d changes in %d rounds: the servers were killed before they did anything", answered, *kills)
	}
}

// once is the account root, who sends each request once.
func (s *server) once() sdk {
	config := aws.Config{
		BaseEndpoint:     aws.String(s.exported("AWS_ENDPOINT_URL")),
		Region:           s.exported("AWS_REGION"),
		Credentials:      staticKey(s.exported("AWS_ACCESS_KEY_ID"), s.exported("AWS_SECRET_ACCESS_KEY")),
		RetryMaxAttempts: 1,
	}
	return sdk{iam.NewFromConfig(config), sts.NewFromConfig(config)}
}

func staticKey(id, secret string) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(id, secret, "")
}

// changeUntilKilled lets clients change the server, kills it some time after
// the first answer, and returns what was answered.
func (s *server) changeUntilKilled(t *testing.T, round int) (facts []fact) {
	t.Helper()
	const clients = 6
	var mu sync.Mutex
	first := make(chan struct{}, 1)
	record := func(f fact) {
		mu.Lock()
		defer mu.Unlock()
		facts = append(facts, f)
		select {
		case first <- struct{}{}:
		default:
		}
	}
	var running sync.WaitGroup
	for client := range clients {
		running.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("r%dc%dn%d", round, client, i)
				if err := s.live(t.Context(), name, record); err != nil {
					return // the server is dead
				}
			}
		})
	}
	<-first
	time.Sleep(rand.N(40 * time.Millisecond))
	if err := s.process.Process.Kill(); err != nil {
		t.Error(err)
	}
	running.Wait()
	return facts
}

// live takes a user and a device from their creation to a session, and removes
// another user, and records each step that the server has answered.
func (s *server) live(ctx context.Context, name string, record func(fact)) error {
	root, gone := s.once(), name+"-gone"
	if _, err := root.iam.CreateUser(ctx, &iam.CreateUserInput{UserName: &name}); err != nil {
		return err
	}
	record(fact{"the creation of user " + name, userExists(name, true)})
	key, err := root.iam.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &name})
	if err != nil {
		return err
	}
	holder := crashHolder{id: *key.AccessKey.AccessKeyId, secret: *key.AccessKey.SecretAccessKey}
	record(fact{"the access key of " + name, holder.hasKey})
	device, err := root.iam.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &name})
	if err != nil {
		return err
	}
	holder.serial, holder.seed = *device.VirtualMFADevice.SerialNumber, string(device.VirtualMFADevice.Base32StringSeed)
	if err := s.tag(ctx, holder.serial, record); err != nil {
		return err
	}
	if err := holder.enableAndSpend(ctx, root, name, record); err != nil {
		return err
	}
	if _, err := root.iam.CreateUser(ctx, &iam.CreateUserInput{UserName: &gone}); err != nil {
		return err
	}
	if _, err := root.iam.DeleteUser(ctx, &iam.DeleteUserInput{UserName: &gone}); err != nil {
		return err
	}
	record(fact{"the deletion of user " + gone, userExists(gone, false)})
	return nil
}

func userExists(name string, want bool) func(context.Context, sdk) bool {
	return func(ctx context.Context, root sdk) bool {
		_, err := root.iam.GetUser(ctx, &iam.GetUserInput{UserName: &name})
		if want {
			return err == nil
		}
		return asCode(err, "NoSuchEntity")
	}
}

func (s *server) tag(ctx context.Context, serial string, record func(fact)) error {
	value := strconv.Itoa(rand.Int())
	tags := []iamtypes.Tag{{Key: aws.String("n"), Value: &value}}
	if _, err := s.once().iam.TagMFADevice(ctx, &iam.TagMFADeviceInput{SerialNumber: &serial, Tags: tags}); err != nil {
		return err
	}
	record(fact{"the tag of " + serial, func(ctx context.Context, root sdk) bool {
		out, err := root.iam.ListMFADeviceTags(ctx, &iam.ListMFADeviceTagsInput{SerialNumber: &serial})
		return err == nil && len(out.Tags) == 1 && *out.Tags[0].Value == value
	}})
	return nil
}
