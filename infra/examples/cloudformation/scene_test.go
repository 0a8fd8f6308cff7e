package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/virtual-mfa/virtual-mfa/functions/mfatest"
)

// keySecret and linkSecret are the secrets of the scene's vault.
const (
	keySecret  = "virtual-mfa/inviter"
	linkSecret = "people/alice/link"
)

// memoryVault is a vault for tests.
type memoryVault map[string]string

func (v memoryVault) get(_ context.Context, id string) (string, error) {
	value, exists := v[id]
	if !exists {
		return "", errors.New("there is no such secret")
	}
	return value, nil
}

func (v memoryVault) put(_ context.Context, id, value string) error {
	if _, exists := v[id]; !exists {
		return errors.New("there is no such secret")
	}
	v[id] = value
	return nil
}

// A scene is a service with the user alice, the handler, and CloudFormation's end
// of the answers.
type scene struct {
	*testing.T
	service *mfatest.Server
	handler *handler
	vault   memoryVault
	lambda  lambda.Handler
	log     bytes.Buffer

	answers *httptest.Server
	refuse  int // answers from now on that are refused
	got     []cfn.Response
	bodies  []string
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{T: t, service: mfatest.Start(t)}
	name := "alice"
	if _, err := iam.NewFromConfig(s.service.Config()).CreateUser(
		t.Context(), &iam.CreateUserInput{UserName: &name},
	); err != nil {
		t.Fatal(err)
	}
	root, err := s.service.Config().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.vault = memoryVault{
		keySecret:  fmt.Sprintf(`{"AccessKeyId":%q,"SecretAccessKey":%q}`, root.AccessKeyID, root.SecretAccessKey),
		linkSecret: "",
	}
	s.handler = &handler{
		service: &service{endpoint: s.service.URL, region: "eu-central-1", key: keySecret, vault: s.vault},
		vault:   s.vault,
		pause:   time.Millisecond,
	}
	s.lambda = lambda.NewHandler(s.handler.handle)
	s.answers = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.answers.Close)
	log.SetOutput(&s.log)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	return s
}

// answer is the signed address that CloudFormation waits at.
func (s *scene) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPut || r.Header.Get("Content-Type") != "" {
		s.Errorf("%s with the type %q, %v", r.Method, r.Header.Get("Content-Type"), err)
	}
	if s.refuse > 0 {
		s.refuse--
		http.Error(w, "SlowDown", http.StatusServiceUnavailable)
		return
	}
	var response cfn.Response
	if err := json.Unmarshal(body, &response); err != nil {
		s.Error(err)
	}
	s.got, s.bodies = append(s.got, response), append(s.bodies, string(body))
}

// event is one of testdata, with these members of its properties instead.
func (s *scene) event(kind, ticket string, members map[string]any) []byte {
	s.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", kind+".json"))
	if err != nil {
		s.Fatal(err)
	}
	filled := strings.NewReplacer("$RESPONSE_URL", s.answers.URL+"/?X-Amz-Signature=canary", "$TICKET", ticket)
	var event map[string]any
	if err := json.Unmarshal([]byte(filled.Replace(string(text))), &event); err != nil {
		s.Fatal(err)
	}
	properties := event["ResourceProperties"].(map[string]any)
	for name, value := range members {
		if properties[name] = value; value == nil {
			delete(properties, name)
		}
	}
	payload, err := json.Marshal(event)
	if err != nil {
		s.Fatal(err)
	}
	return payload
}

// deliver hands an event to the function, as Lambda does.
func (s *scene) deliver(event []byte) error {
	_, err := s.lambda.Invoke(s.Context(), event)
	return err
}

// ask delivers an event and returns its answer.
func (s *scene) ask(event []byte) cfn.Response {
	s.Helper()
	before := len(s.got)
	if err := s.deliver(event); err != nil {
		s.Fatal(err)
	}
	if len(s.got) != before+1 {
		s.Fatalf("%d answers", len(s.got)-before)
	}
	return s.got[before]
}

// live lists the ids of alice's live tickets.
func (s *scene) live() (ids []string) {
	s.Helper()
	tickets, err := s.handler.service.tickets(s.Context(), "alice")
	if err != nil {
		s.Fatal(err)
	}
	for _, t := range tickets {
		ids = append(ids, t.TicketId)
	}
	return ids
}

// opens reports whether a link opens the enrolment of its ticket.
func (s *scene) opens(link string) bool {
	s.Helper()
	_, ticket, _ := strings.Cut(link, "#")
	request, err := http.NewRequestWithContext(
		s.Context(), http.MethodPost, s.service.URL+"/GetEnrollmentTicket", strings.NewReader("{}"),
	)
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+ticket)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
