package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A deployment is where a stack keeps its state.
type deployment struct {
	table string
	key   string // an ARN of KMS
}

// bootstrapOptions say what bootstrap does.
type bootstrapOptions struct {
	rotate      bool
	endSessions bool
	requestTime time.Duration // how long to wait for requests under way
}

// grace is how long sessions go on that older data keys sealed: as long as any
// session lasts.
func (o bootstrapOptions) grace() time.Duration {
	if o.endSessions {
		return 0
	}
	return mfa.MaxSessionDuration
}

// runBootstrap makes the first key of a deployment, with which everything else
// begins, and prints it once.
func runBootstrap(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var d deployment
	f := flag.NewFlagSet("bootstrap", flag.ContinueOnError)
	f.SetOutput(stderr)
	stack := f.String("stack", "", "the `name` of the CloudFormation stack")
	f.StringVar(&d.table, "table", "", "without -stack: the `name` of its table")
	f.StringVar(&d.key, "key", "", "without -stack: the `ARN` of its KMS key")
	o := bootstrapOptions{requestTime: requestTime}
	f.BoolVar(
		&o.rotate,
		"rotate",
		false,
		"replace the account root's access key and the data key, and seal all access keys again",
	)
	f.BoolVar(&o.endSessions, "end-sessions", false, "with -rotate: end all sessions, because a data key was stolen")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if (*stack == "") == (d.table == "" && d.key == "") || *stack == "" && (d.table == "" || d.key == "") {
		return errors.New("give -stack, or both -table and -key")
	}
	if o.endSessions && !o.rotate {
		return errors.New("-end-sessions goes with -rotate")
	}
	loaded, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	if *stack != "" {
		if d, err = findDeployment(ctx, loaded, *stack); err != nil {
			return err
		}
	}
	return d.bootstrap(ctx, loaded, o, stdout)
}

// findDeployment reads the outputs of a stack that template.yaml made.
func findDeployment(ctx context.Context, loaded aws.Config, stack string) (d deployment, err error) {
	found, err := cloudformation.NewFromConfig(loaded).
		DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil {
		return d, fmt.Errorf("looking for the stack %s: %w", stack, err)
	}
	for _, s := range found.Stacks {
		for _, output := range s.Outputs {
			switch aws.ToString(output.OutputKey) {
			case "TableName":
				d.table = aws.ToString(output.OutputValue)
			case "KeyArn":
				d.key = aws.ToString(output.OutputValue)
			}
		}
	}
	if d.table == "" || d.key == "" {
		return d, fmt.Errorf("the stack %s has no outputs TableName and KeyArn: it is not one of template.yaml", stack)
	}
	return d, nil
}

// requestTime is longer than any request of a function runs.
const requestTime = 5 * time.Second

// A rotation is what bootstrap works on.
type rotation struct {
	store   *dynamo.Store
	ring    *kms.Ring
	service *mfa.Service
	random  io.Reader
}

// open connects to the deployment.
func (d deployment) open(loaded aws.Config) (rotation, kms.Item, error) {
	key, err := arn.Parse(d.key)
	if err != nil || key.Service != "kms" {
		return rotation{}, kms.Item{}, fmt.Errorf("-key wants the ARN of a KMS key, not %q", d.key)
	}
	loaded.Region = key.Region
	table := dynamodb.NewFromConfig(loaded)
	item, seeds := kms.NewItem(table, d.table), kms.NewSealer(awskms.NewFromConfig(loaded), d.key)
	store := dynamo.New(table, d.table, time.Now, rand.Reader)
	ring := kms.NewRing(seeds, item, key.AccountID, time.Now, rand.Reader)
	service, err := mfa.New(mfa.Config{
		Store:      store,
		SeedSealer: seeds,
		KeySealer:  ring,
		Profile:    otp.Hardened,
		AccountID:  key.AccountID,
		Partition:  key.Partition,
		Issuer:     "virtual-mfa",
		Now:        time.Now,
		Random:     rand.Reader,
	})
	return rotation{store: store, ring: ring, service: service, random: rand.Reader}, item, err
}

// bootstrap makes the key ring if there is none, then the root's key, and
// prints it. With rotate it replaces both, seals all access keys again, and
// deletes every older root key.
//
// Interrupted at any point it can be repeated. A root key is created and
// remembered in one transaction, so that every key is either the current one or
// deleted by the next rotation.
func (d deployment) bootstrap(ctx context.Context, loaded aws.Config, o bootstrapOptions, stdout io.Writer) error {
	r, item, err := d.open(loaded)
	if err != nil {
		return err
	}
	before, err := item.Read(ctx)
	if err != nil {
		return err
	}
	roots, err := r.store.RootKeys(ctx)
	if err != nil {
		return err
	}
	if roots.Current != "" && !o.rotate {
		return fmt.Errorf("this deployment has its root key, %s, already; -rotate replaces it", roots.Current)
	}
	if len(before.Wrapped) == 0 || o.rotate {
		if err := r.ring.AddKey(ctx, o.grace()); err != nil {
			return err
		}
	}
	root, secretKey, err := r.service.NewRootKey(ctx, r.random)
	if err != nil {
		return fmt.Errorf("making the root key: %w", err)
	}
	if err := r.store.ReplaceRootKey(ctx, root, roots.Current); err != nil {
		return fmt.Errorf("storing the root key: %w", err)
	}
	if err := printRootKey(stdout, root.ID, secretKey); err != nil {
		return fmt.Errorf("the root key %s is stored but could not be printed; run again with -rotate: %w", root.ID, err)
	}
	if !o.rotate {
		return nil
	}
	if err := r.deleteOldRootKeys(ctx); err != nil {
		return fmt.Errorf("old root keys still work; run again with -rotate: %w", err)
	}
	time.Sleep(o.requestTime) // requests that sealed with an older data key are over
	if err := r.resealKeys(ctx); err != nil {
		return fmt.Errorf("some access keys are still sealed with older data keys; run again with -rotate: %w", err)
	}
	return nil
}

// deleteOldRootKeys deletes every root key but the current one: those that the
// key ring item remembers, and those that are in the table nevertheless.
func (r rotation) deleteOldRootKeys(ctx context.Context) error {
	roots, err := r.store.RootKeys(ctx)
	if err != nil {
		return err
	}
	old := roots.Old()
	err = r.store.EachAccessKey(ctx, func(k mfa.AccessKey) error {
		if k.UserName == "" && k.ID != roots.Current {
			old = append(old, k.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := r.store.DeleteRootKey(ctx, id); err != nil {
			return fmt.Errorf("deleting %s: %w", id, err)
		}
	}
	return nil
}

// resealKeys seals the access keys of all users with the newest data key, and
// in today's context. A key that changes or goes meanwhile is sealed by the
// function that changes it. One that does not open keeps no other from it.
func (r rotation) resealKeys(ctx context.Context) error {
	var unopened error
	err := r.store.EachAccessKey(ctx, func(k mfa.AccessKey) error {
		if k.UserName == "" {
			return nil
		}
		sealed, err := r.service.ResealKey(ctx, k, r.ring.OpenEnded)
		if errors.Is(err, mfa.ErrNotSealed) {
			unopened = errors.Join(unopened, err)
			return nil
		}
		if err != nil {
			return err
		}
		err = r.store.ReplaceSecret(ctx, k, sealed)
		if errors.Is(err, mfa.ErrNotFound) || errors.Is(err, mfa.ErrConflict) {
			return nil
		}
		return err
	})
	return errors.Join(err, unopened)
}

func printRootKey(stdout io.Writer, id string, key secret.String) error {
	_, err := fmt.Fprintf(stdout, "export AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\n", id, key.Reveal())
	return err
}
