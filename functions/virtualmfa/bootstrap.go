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

// runBootstrap makes the first key of a deployment, with which everything else begins, and prints it once.
func runBootstrap(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var d deployment
	f := flag.NewFlagSet("bootstrap", flag.ContinueOnError)
	f.SetOutput(stderr)
	stack := f.String("stack", "", "the `name` of the CloudFormation stack")
	f.StringVar(&d.table, "table", "", "without -stack: the `name` of its table")
	f.StringVar(&d.key, "key", "", "without -stack: the `ARN` of its KMS key")
	rotate := f.Bool("rotate", false, "replace the account root's access key, and seal with a new data key from now on")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if (*stack == "") == (d.table == "" && d.key == "") || *stack == "" && (d.table == "" || d.key == "") {
		return errors.New("give -stack, or both -table and -key")
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
	return d.bootstrap(ctx, loaded, *rotate, stdout)
}

// findDeployment reads the outputs of a stack that template.yaml made.
func findDeployment(ctx context.Context, loaded aws.Config, stack string) (d deployment, err error) {
	found, err := cloudformation.NewFromConfig(loaded).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
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

// bootstrap makes the key ring if there is none, then the root's key. Broken off at any point it can be repeated: only a root key that is
// remembered counts, and it is printed once remembered.
func (d deployment) bootstrap(ctx context.Context, loaded aws.Config, rotate bool, stdout io.Writer) error {
	key, err := arn.Parse(d.key)
	if err != nil || key.Service != "kms" {
		return fmt.Errorf("-key wants the ARN of a KMS key, not %q", d.key)
	}
	loaded.Region = key.Region
	table := dynamodb.NewFromConfig(loaded)
	item, seeds := kms.NewItem(table, d.table), kms.NewSealer(awskms.NewFromConfig(loaded), d.key)
	before, err := item.Read(ctx)
	if err != nil {
		return err
	}
	if before.RootKeyID != "" && !rotate {
		return fmt.Errorf("this deployment has its root key, %s, already; -rotate replaces it", before.RootKeyID)
	}
	ring := kms.NewRing(seeds, item, key.AccountID, rand.Reader)
	if len(before.Wrapped) == 0 || rotate {
		if err := ring.AddKey(ctx); err != nil {
			return err
		}
	}
	store := dynamo.New(table, d.table, time.Now, rand.Reader)
	service, err := mfa.New(mfa.Config{
		Store: store, SeedSealer: seeds, KeySealer: ring, Profile: otp.Hardened, AccountID: key.AccountID, Issuer: "virtual-mfa", Now: time.Now, Random: rand.Reader,
	})
	if err != nil {
		return err
	}
	id, secretKey, err := service.CreateRootKey(ctx, rand.Reader)
	if err != nil {
		return fmt.Errorf("making the root key: %w", err)
	}
	if err := item.SetRootKeyID(ctx, before.RootKeyID, id); err != nil {
		return errors.Join(err, store.DeleteRootKey(ctx, id))
	}
	if err := printRootKey(stdout, id, secretKey); err != nil {
		return fmt.Errorf("the key is made but could not be printed; run again with -rotate: %w", err)
	}
	if before.RootKeyID == "" {
		return nil
	}
	if err := store.DeleteRootKey(ctx, before.RootKeyID); err != nil {
		return fmt.Errorf("the old root key %s still works: %w", before.RootKeyID, err)
	}
	return nil
}

func printRootKey(stdout io.Writer, id string, key secret.String) error {
	_, err := fmt.Fprintf(stdout, "export AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\n", id, key.Reveal())
	return err
}
