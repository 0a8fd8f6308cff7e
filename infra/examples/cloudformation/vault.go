package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// A vault has the access key that the function uses, and gets links.
type vault interface {
	get(ctx context.Context, id string) (string, error)
	put(ctx context.Context, id, value string) error
}

// secretsManager is AWS Secrets Manager.
type secretsManager struct{ client *secretsmanager.Client }

func (m secretsManager) get(ctx context.Context, id string) (string, error) {
	out, err := m.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.SecretString), nil
}

func (m secretsManager) put(ctx context.Context, id, value string) error {
	_, err := m.client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: &id, SecretString: &value})
	return err
}
