// Package kms seals with AWS KMS: seeds one by one and directly, everything
// else with a ring of data keys that KMS has wrapped.
//
// KMS is trusted, and so is every principal that its key policy lets in. For
// what the table is trusted, see infra/docs/threat-model.md.
package kms

import (
	"context"
	"errors"
	"fmt"

	awskms "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A Sealer seals by one call of KMS each. Its context is KMS's encryption
// context: a condition in policies, and readable in CloudTrail.
type Sealer struct {
	client *awskms.Client
	keyID  string
}

var _ mfa.Sealer = (*Sealer)(nil)

// NewSealer seals with one key, by its id or ARN.
func NewSealer(client *awskms.Client, keyID string) *Sealer { return &Sealer{client, keyID} }

// Seal encrypts plain, at most 4 KiB of it (KMS API reference, Encrypt).
func (s *Sealer) Seal(ctx context.Context, plain []byte, encryptionContext map[string]string) ([]byte, error) {
	out, err := s.client.Encrypt(
		ctx,
		&awskms.EncryptInput{KeyId: &s.keyID, Plaintext: plain, EncryptionContext: encryptionContext},
	)
	if err != nil {
		return nil, failure(err)
	}
	return out.CiphertextBlob, nil
}

// Open decrypts. It names the key, although the ciphertext does too, so that KMS
// refuses a ciphertext that was made with another key (KMS API reference,
// Decrypt, KeyId).
func (s *Sealer) Open(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error) {
	out, err := s.client.Decrypt(
		ctx,
		&awskms.DecryptInput{KeyId: &s.keyID, CiphertextBlob: sealed, EncryptionContext: encryptionContext},
	)
	if err != nil {
		return nil, failure(err)
	}
	return out.Plaintext, nil
}

// wrappedKey returns a new data key, encrypted by KMS. Its plaintext stays in KMS.
func (s *Sealer) wrappedKey(ctx context.Context, encryptionContext map[string]string) ([]byte, error) {
	out, err := s.client.GenerateDataKeyWithoutPlaintext(ctx, &awskms.GenerateDataKeyWithoutPlaintextInput{
		KeyId: &s.keyID, KeySpec: types.DataKeySpecAes256, EncryptionContext: encryptionContext,
	})
	if err != nil {
		return nil, failure(err)
	}
	return out.CiphertextBlob, nil
}

// failure is an error of KMS by its code alone. Its message names keys and
// principals, which are for CloudTrail.
func failure(err error) error {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return fmt.Errorf("kms: %w", err)
	}
	switch code := answer.ErrorCode(); code {
	case "ThrottlingException", "LimitExceededException":
		return fmt.Errorf("kms: %s: %w", code, mfa.ErrThrottled)
	case "InvalidCiphertextException",
		"IncorrectKeyException": // KMS API reference, Decrypt: another context or key, or changed bytes
		return fmt.Errorf("kms: %s: %w", code, mfa.ErrNotSealed)
	default:
		return fmt.Errorf("kms: %s", code)
	}
}
