package kms_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Our fake KMS and our client could share a mistake; moto's server was written by others.
func TestMotosKMSAgrees(t *testing.T) {
	client := awskms.New(awskms.Options{Region: "us-east-1", BaseEndpoint: aws.String(moto(t)),
		Credentials: aws.CredentialsProviderFunc(credentials)})
	key, err := client.CreateKey(t.Context(), &awskms.CreateKeyInput{})
	if err != nil {
		t.Fatal(err)
	}
	s := kms.NewSealer(client, *key.KeyMetadata.Arn)
	sealed := mustSeal(t, s, "a seed", place)
	mustOpen(t, s, sealed, place, "a seed")
	if _, err := s.Open(t.Context(), sealed, map[string]string{"purpose": "seed"}); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("with another context: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := s.Open(t.Context(), sealed, place); !errors.Is(err, mfa.ErrNotSealed) {
		t.Errorf("with another bit: %v", err)
	}
}

// moto starts moto's server on a free port, until the test ends.
func moto(t *testing.T) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(tooltest.Path(t, "moto_server"), "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	url = fmt.Sprintf("http://127.0.0.1:%d", port)
	for deadline := time.Now().Add(tooltest.Patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if response, err := http.Get(url); err == nil {
			_ = response.Body.Close()
			return url
		}
	}
	t.Fatal("moto's server does not answer")
	return ""
}
