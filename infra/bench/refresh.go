package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// refreshRounds is how often each refresh is measured.
const refreshRounds = 3

// The configuration of a refresh. Terraform's provider has no other way to read a
// device than to list all of them, page by page, so that a refresh of n devices
// asks for n times n/100 pages.
const manyDevices = `
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
}

resource "aws_iam_virtual_mfa_device" "device" {
  count                   = %d
  virtual_mfa_device_name = "t${count.index}"
}
`

// refreshes measures terraform plan for accounts of so many devices, all of which
// are in the configuration.
func refreshes(ctx context.Context, ours, moto *server) error {
	rc, err := filepath.Abs(".cache/terraform/terraform.rc")
	if err != nil {
		return err
	}
	if _, err := os.Stat(rc); err != nil {
		fmt.Println("\nnot measured: Terraform's refresh, since infra/tools/terraform.sh found no provider")
		return nil
	}
	fmt.Print("\n| devices | round | pages | requests | virtualmfa s | moto s | virtualmfa CPU s | moto CPU s |\n" +
		"|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	have := 0
	for _, n := range []int{10, 100, 1000} {
		for _, s := range []*server{ours, moto} {
			if err := s.createDevices(ctx, have, n); err != nil {
				return err
			}
		}
		have = n
		for round := range refreshRounds {
			a, err := ours.refresh(ctx, n, rc)
			if err != nil {
				return err
			}
			b, err := moto.refresh(ctx, n, rc)
			if err != nil {
				return err
			}
			fmt.Printf("| %d | %d | %d | %d | %.1f | %.1f | %.2f | %.2f |\n", n, round+1, a.pages, a.requests,
				a.took.Seconds(), b.took.Seconds(), a.cpu.Seconds(), b.cpu.Seconds())
		}
	}
	return nil
}

// A refreshRun is one plan.
type refreshRun struct {
	took, cpu       time.Duration // cpu is the server's
	pages, requests int64
}

func (s *server) createDevices(ctx context.Context, from, to int) error {
	_, err := s.rate(8, to-from, func(i int) error { return s.createDevice(ctx, fmt.Sprintf("t%d", from+i)) })
	return err
}

// refresh runs terraform plan once, with a state that has all devices.
func (s *server) refresh(ctx context.Context, n int, rc string) (run refreshRun, err error) {
	folder, err := os.MkdirTemp("", "refresh")
	if err != nil {
		return run, err
	}
	defer os.RemoveAll(folder)
	if err := s.configure(ctx, n, folder); err != nil {
		return run, err
	}
	counted, err := newCounter(s)
	if err != nil {
		return run, err
	}
	defer counted.server.Close()
	env := append(os.Environ(),
		"AWS_ACCESS_KEY_ID="+s.root.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+s.root.SecretAccessKey,
		"AWS_ENDPOINT_URL="+counted.server.URL, "TF_CLI_CONFIG_FILE="+rc, "CHECKPOINT_DISABLE=1",
	)
	if err := terraform(ctx, folder, env, "init", "-no-color"); err != nil {
		return run, err
	}
	cpu, start := s.cpu(), time.Now()
	// Its exit code says whether anything would change.
	if err := terraform(ctx, folder, env, "plan", "-detailed-exitcode", "-no-color"); err != nil {
		return run, fmt.Errorf("on %s: %w", s.name, err)
	}
	run.took, run.cpu = time.Since(start), s.cpu()-cpu
	run.pages, run.requests = counted.pages.Load(), counted.requests.Load()
	return run, nil
}

func terraform(ctx context.Context, folder string, env []string, args ...string) error {
	command := exec.CommandContext(ctx, "terraform", args...)
	command.Dir, command.Env = folder, env
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("terraform %s: %w: %s", args[0], err, out)
	}
	return nil
}

// configure writes the configuration and the state of n devices.
func (s *server) configure(ctx context.Context, n int, folder string) error {
	account, err := s.accountID(ctx)
	if err != nil {
		return err
	}
	state, err := stateOf(n, "arn:aws:iam::"+account+":mfa/")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "terraform.tfstate"), []byte(state), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "main.tf"), []byte(fmt.Sprintf(manyDevices, n)), 0o600)
}

func (s *server) accountID(ctx context.Context) (string, error) {
	answer, err := s.call(ctx, s.root, "GetCallerIdentity")
	if err != nil {
		return "", err
	}
	if account := element(answer, "Account"); account != "" {
		return account, nil
	}
	return "", errors.New("GetCallerIdentity names no account")
}

// stateOf is the state that Terraform would have written when it created the
// devices.
func stateOf(n int, prefix string) (string, error) {
	var instances []any
	for i := range n {
		name := fmt.Sprintf("t%d", i)
		instances = append(instances, map[string]any{
			"index_key":      i,
			"schema_version": 0,
			"attributes": map[string]any{
				"arn":                     prefix + name,
				"id":                      prefix + name,
				"path":                    "/",
				"virtual_mfa_device_name": name,
			},
		})
	}
	text, err := json.Marshal(map[string]any{
		"version": 4,
		"serial":  1,
		"lineage": "bench",
		"resources": []any{map[string]any{
			"mode":      "managed",
			"type":      "aws_iam_virtual_mfa_device",
			"name":      "device",
			"provider":  `provider["registry.terraform.io/hashicorp/aws"]`,
			"instances": instances,
		}},
	})
	return string(text), err
}

// noTags answers ListMFADeviceTags for moto, which does not have the operation.
// Terraform would repeat the request for minutes.
const noTags = `<ListMFADeviceTagsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListMFADeviceTagsResult>` +
	`<IsTruncated>false</IsTruncated><Tags/></ListMFADeviceTagsResult></ListMFADeviceTagsResponse>`

// A counter is a proxy that counts what Terraform asks. Both servers have one.
type counter struct {
	server          *httptest.Server
	pages, requests atomic.Int64
}

func newCounter(s *server) (*counter, error) {
	target, err := url.Parse(s.endpoint)
	if err != nil {
		return nil, err
	}
	c := &counter{}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		Transport: newHTTPClient().Transport,
		ModifyResponse: func(r *http.Response) error {
			if r.StatusCode != http.StatusOK {
				log.Printf("%s answered with status %s, which Terraform may repeat", s.name, r.Status)
			}
			return nil
		},
	}
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		c.requests.Add(1)
		switch text := string(body); {
		case s.name == "moto" && strings.Contains(text, "Action=ListMFADeviceTags"):
			w.Header().Set("Content-Type", "text/xml")
			_, _ = io.WriteString(w, noTags)
			return
		case strings.Contains(text, "Action=ListVirtualMFADevices"):
			c.pages.Add(1)
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		proxy.ServeHTTP(w, r)
	}))
	return c, nil
}
