package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func wantStatus(t *testing.T, got cfn.Response, want cfn.StatusType) {
	t.Helper()
	if got.Status != want || (want == cfn.StatusFailed) != (got.Reason != "") {
		t.Fatalf("%s: %s, want %s", got.Status, got.Reason, want)
	}
	if got.PhysicalResourceID == "" || got.LogicalResourceID != "Invitation" || got.StackID == "" || got.RequestID == "" {
		t.Errorf("the answer names nothing: %+v", got)
	}
}

func TestCreateWritesTheLinkIntoTheSecretOnly(t *testing.T) {
	s := newScene(t)
	got := s.ask(s.event("create", "", nil))
	wantStatus(t, got, cfn.StatusSuccess)
	if ids := s.live(); !slices.Equal(ids, []string{got.PhysicalResourceID}) {
		t.Errorf("live are %v, the resource is %s", ids, got.PhysicalResourceID)
	}
	if got.Data["SerialNumber"] != "arn:aws:iam::123456789012:mfa/alice" || got.Data["Expiration"] == nil {
		t.Errorf("attributes: %v", got.Data)
	}
	link := s.vault[linkSecret]
	if !s.opens(link) {
		t.Fatalf("the link in the secret does not open")
	}
	_, ticket, _ := strings.Cut(link, "#")
	if strings.Contains(s.bodies[0], ticket) || got.Data["Url"] != nil {
		t.Error("CloudFormation got the ticket, which the template did not ask for")
	}
}

func TestCreateReturnsTheLinkWhereTheTemplateAsksForIt(t *testing.T) {
	s := newScene(t)
	got := s.ask(s.event("create", "", map[string]any{"LinkSecretId": nil, "ReturnUrl": "true"}))
	wantStatus(t, got, cfn.StatusSuccess)
	link, _ := got.Data["Url"].(string)
	if !got.NoEcho || !s.opens(link) {
		t.Errorf("NoEcho is %t", got.NoEcho)
	}
}

func TestARepeatedCreateMakesNoSecondTicketAndKeepsTheFirst(t *testing.T) {
	s := newScene(t)
	event := s.event("create", "", nil)
	first := s.ask(event)
	link := s.vault[linkSecret]
	again := s.ask(event)
	wantStatus(t, again, cfn.StatusFailed)
	if again.PhysicalResourceID != first.PhysicalResourceID {
		t.Errorf("the answers name %s and %s", first.PhysicalResourceID, again.PhysicalResourceID)
	}
	if len(s.live()) != 1 || !s.opens(link) {
		t.Errorf("live are %v", s.live())
	}
	// Had the first answer been lost, CloudFormation would now roll back.
	wantStatus(t, s.ask(s.event("delete", again.PhysicalResourceID, nil)), cfn.StatusSuccess)
	if len(s.live()) != 0 {
		t.Errorf("live are %v", s.live())
	}
}

func TestUpdateMakesAnotherTicketAndTheDeleteThatFollowsRevokesTheOld(t *testing.T) {
	s := newScene(t)
	old := s.ask(s.event("create", "", nil)).PhysicalResourceID
	oldLink := s.vault[linkSecret]
	event := s.event("update", old, nil)
	updated := s.ask(event)
	wantStatus(t, updated, cfn.StatusSuccess)
	link := s.vault[linkSecret]
	if updated.PhysicalResourceID == old || !s.opens(link) {
		t.Fatal("there is no other ticket")
	}
	wantStatus(t, s.ask(event), cfn.StatusFailed) // a repetition
	wantStatus(t, s.ask(s.event("delete", old, nil)), cfn.StatusSuccess)
	if !s.opens(link) || s.opens(oldLink) {
		t.Error("the wrong ticket was revoked")
	}
}

func TestAFailedUpdateKeepsTheResource(t *testing.T) {
	s := newScene(t)
	old := s.ask(s.event("create", "", nil)).PhysicalResourceID
	got := s.ask(s.event("update", old, map[string]any{"DurationSeconds": "1"}))
	wantStatus(t, got, cfn.StatusFailed)
	if got.PhysicalResourceID != old || !slices.Equal(s.live(), []string{old}) {
		t.Errorf("the resource is %s, live are %v", got.PhysicalResourceID, s.live())
	}
}

func TestDeleteSucceedsWhateverBecameOfTheTicket(t *testing.T) {
	s := newScene(t)
	id := s.ask(s.event("create", "", nil)).PhysicalResourceID
	for range 2 {
		wantStatus(t, s.ask(s.event("delete", id, nil)), cfn.StatusSuccess)
	}
	if s.opens(s.vault[linkSecret]) {
		t.Error("the ticket still opens")
	}
	wantStatus(t, s.ask(s.event("delete", noTicket, nil)), cfn.StatusSuccess)
	name := "alice"
	if _, err := iam.NewFromConfig(s.service.Config()).DeleteUser(
		t.Context(), &iam.DeleteUserInput{UserName: &name},
	); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s.ask(s.event("delete", id, nil)), cfn.StatusSuccess)
}

func TestALostAnswerLeavesNoTicketAndTheNextDeliveryMakesOne(t *testing.T) {
	s := newScene(t)
	event := s.event("create", "", nil)
	s.refuse = attempts
	if s.deliver(event) == nil {
		t.Fatal("Lambda would not deliver the event again")
	}
	if s.refuse != 0 || len(s.live()) != 0 || s.opens(s.vault[linkSecret]) {
		t.Errorf("live are %v", s.live())
	}
	wantStatus(t, s.ask(event), cfn.StatusSuccess)
	if len(s.live()) != 1 || !s.opens(s.vault[linkSecret]) {
		t.Errorf("live are %v", s.live())
	}
}

func TestAnAnswerIsSentAgain(t *testing.T) {
	s := newScene(t)
	s.refuse = attempts - 1
	wantStatus(t, s.ask(s.event("create", "", nil)), cfn.StatusSuccess)
	if len(s.live()) != 1 {
		t.Errorf("live are %v", s.live())
	}
}

func TestAFailingServiceIsReportedAndAnAnswerThatIsRefusedToo(t *testing.T) {
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "broken", http.StatusInternalServerError)
	}))
	defer broken.Close()
	for name, endpoint := range map[string]string{"answers 500": broken.URL, "does not listen": "http://127.0.0.1:1"} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.handler.service.endpoint = endpoint
			got := s.ask(s.event("create", "", nil))
			wantStatus(t, got, cfn.StatusFailed)
			if got.PhysicalResourceID != noTicket {
				t.Errorf("the resource is %s", got.PhysicalResourceID)
			}
			wantStatus(t, s.ask(s.event("delete", "ATKTEXAMPLE", nil)), cfn.StatusFailed)
			s.refuse = attempts
			if s.deliver(s.event("delete", "ATKTEXAMPLE", nil)) == nil {
				t.Error("Lambda would not deliver the event again")
			}
		})
	}
}

func TestASecretThatCannotBeWrittenLeavesNoTicket(t *testing.T) {
	s := newScene(t)
	wantStatus(t, s.ask(s.event("create", "", map[string]any{"LinkSecretId": "none"})), cfn.StatusFailed)
	if len(s.live()) != 0 {
		t.Errorf("live are %v", s.live())
	}
}

func TestPropertiesThatAreWrongAreRefused(t *testing.T) {
	for name, members := range map[string]map[string]any{
		"no user":             {"UserName": nil},
		"an unknown user":     {"UserName": "mallory"},
		"no place for a link": {"LinkSecretId": nil},
		"no number":           {"DurationSeconds": "a day"},
		"no boolean":          {"ReturnUrl": "perhaps"},
		"a list":              {"UserName": []string{"alice"}},
		"an unknown one":      {"Username": "alice"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			wantStatus(t, s.ask(s.event("create", "", members)), cfn.StatusFailed)
			if len(s.live()) != 0 {
				t.Errorf("live are %v", s.live())
			}
		})
	}
}

func TestTheLogHasNoSecret(t *testing.T) {
	s := newScene(t)
	event := s.event("create", "", map[string]any{"ReturnUrl": "true"})
	s.refuse = attempts + 1
	failure := s.deliver(event)
	made := s.ask(event)
	s.ask(event)
	s.answers.CloseClientConnections()
	s.answers.Close()
	unreachable := s.deliver(s.event("delete", made.PhysicalResourceID, nil))
	if failure == nil || unreachable == nil || s.log.Len() == 0 {
		t.Fatalf("%v, %v and a log of %d bytes", failure, unreachable, s.log.Len())
	}
	key, err := s.service.Config().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, ticket, _ := strings.Cut(made.Data["Url"].(string), "#")
	said := s.log.String() + failure.Error() + unreachable.Error()
	for what, secret := range map[string]string{
		"ticket": ticket, "secret access key": key.SecretAccessKey, "signature of the address": "canary",
	} {
		if strings.Contains(said, secret) {
			t.Errorf("the %s was logged", what)
		}
	}
}
