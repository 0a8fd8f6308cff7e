package kms_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

// A losing transport drops the answer of the next change, after the change was made.
type losing struct {
	mu   sync.Mutex
	lose bool
}

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && l.lose && r.Header.Get("X-Amz-Target") == "DynamoDB_20120810.UpdateItem" {
		l.lose = false
		return nil, errors.Join(errors.New("connection reset by peer"), response.Body.Close())
	}
	return response, err
}

// A deployment is a table, a KMS, and a way to start processes on both.
type deployment struct {
	kms    *kmstest.KMS
	item   kms.Item
	table  *losing
	name   string
	client *dynamodb.Client
	seals  *kms.Sealer
	clock  time.Duration // ahead of time.Now
}

func (d *deployment) now() time.Time { return time.Now().Add(d.clock) }

func deploy(t *testing.T) *deployment {
	t.Helper()
	d := &deployment{table: &losing{}}
	d.seals, d.kms, _ = open(t)
	d.client = dynamodb.New(dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(tooltest.DynamoDBLocal(t)),
		Credentials:  aws.CredentialsProviderFunc(credentials),
		HTTPClient:   &http.Client{Transport: d.table},
	})
	d.name = rand.Text()
	if err := dynamo.CreateTable(t.Context(), d.client, d.name); err != nil {
		t.Fatal(err)
	}
	d.item = kms.NewItem(d.client, d.name)
	return d
}

// start is the ring as a new process has it.
func (d *deployment) start() *kms.Ring {
	return kms.NewRing(d.seals, d.item, "123456789012", d.now, rand.Reader)
}

func (d *deployment) addKey(t *testing.T) {
	t.Helper()
	if err := d.start().AddKey(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
}

func (d *deployment) decrypts() (n int) {
	for _, call := range d.kms.Calls() {
		if call.Action == "kms:Decrypt" {
			n++
		}
	}
	return n
}

func TestARingThatDoesNotExistNamesTheCommandThatMakesIt(t *testing.T) {
	if _, err := deploy(t).start().Seal(t.Context(), []byte("x"), place); !errors.Is(err, kms.ErrNoRing) {
		t.Error(err)
	}
}

func TestARingAsksKMSOnceForEachProcess(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	ring := d.start()
	for range 3 {
		mustOpen(t, ring, mustSeal(t, ring, "a token", place), place, "a token")
	}
	if n := d.decrypts(); n != 1 {
		t.Errorf("%d calls of Decrypt", n)
	}
	mustOpen(t, d.start(), mustSeal(t, ring, "a token", place), place, "a token")
	if n := d.decrypts(); n != 2 {
		t.Errorf("%d calls of Decrypt after a second process", n)
	}
}

func TestARotatedRingOpensTheOldAndIsFoundByRunningProcesses(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	running := d.start()
	old := mustSeal(t, running, "old", place)
	d.addKey(t)
	started := d.start()
	latest := mustSeal(t, started, "new", place)
	if old[0] != 1 || latest[0] != 2 {
		t.Fatalf("sealed by versions %d and %d", old[0], latest[0])
	}
	for _, ring := range []*kms.Ring{running, started} {
		mustOpen(t, ring, old, place, "old")
		mustOpen(t, ring, latest, place, "new")
	}
}

func TestWhatTheRingDidNotSealIsRefusedWithoutAskingKMS(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	ring := d.start()
	sealed := mustSeal(t, ring, "a token", place)
	before := len(d.kms.Calls())
	for name, forged := range map[string][]byte{
		"nothing": nil, "version 0": {0, 1, 2}, "a version to come": append([]byte{9}, sealed[1:]...),
		"a flipped bit": append(bytes.Clone(sealed[:len(sealed)-1]), ^sealed[len(sealed)-1]),
	} {
		if _, err := ring.Open(t.Context(), forged, place); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := len(d.kms.Calls()); after != before {
		t.Errorf("%d calls of KMS", after-before)
	}
}

func TestARingOfAnotherAccountIsTheRingsFaultAndNotTheTokens(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	sealed := mustSeal(t, d.start(), "a token", place)
	foreign := kms.NewRing(d.seals, d.item, "000000000000", d.now, rand.Reader) // its wrapped keys have another context
	if _, err := foreign.Open(t.Context(), sealed, place); err == nil || errors.Is(err, mfa.ErrNotSealed) {
		t.Error(err)
	}
}

func TestAFailedCallOfKMSIsRepeatedByTheNextRequest(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	ring := d.start()
	d.kms.Trouble(kmstest.AccessDenied)
	if _, err := ring.Seal(t.Context(), []byte("x"), place); err == nil {
		t.Fatal("sealed without a key")
	}
	mustSeal(t, ring, "a token", place)
}

func TestAKeyWhoseAnswerIsLostIsAddedOnce(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	d.table.lose = true
	d.kms.Trouble(kmstest.LostAnswer) // the first wrapped key is lost and not needed
	d.addKey(t)
	if d.table.lose {
		t.Fatal("no answer was lost")
	}
	if content, err := d.item.Read(t.Context()); err != nil || len(content.Wrapped) != 2 {
		t.Fatalf("%d keys, %v", len(content.Wrapped), err)
	}
}

func TestOfTwoKeysAddedAtOnceOneIsRefused(t *testing.T) {
	d := deploy(t)
	errs := make(chan error)
	for range 2 {
		go func() { errs <- d.start().AddKey(t.Context(), time.Hour) }()
	}
	for range 2 {
		if err := <-errs; err != nil && !errors.Is(err, kms.ErrChanged) {
			t.Error(err)
		}
	}
	ring := d.start()
	mustOpen(t, ring, mustSeal(t, ring, "x y z", place), place, "x y z")
}

func TestWhatAnOlderKeySealedOpensUntilItsEnd(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	running := d.start()
	old := mustSeal(t, running, "old", place)
	d.addKey(t)
	d.clock = maxAge + time.Minute // the running process reads the ring again
	for _, ring := range []*kms.Ring{running, d.start()} {
		mustOpen(t, ring, old, place, "old")
	}
	d.clock = time.Hour + maxAge
	for _, ring := range []*kms.Ring{running, d.start()} {
		if _, err := ring.Open(t.Context(), old, place); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("after its end: %v", err)
		}
		if plain, err := ring.OpenEnded(t.Context(), old, place); err != nil || string(plain) != "old" {
			t.Errorf("for sealing again: %q, %v", plain, err)
		}
		if latest := mustSeal(t, ring, "new", place); latest[0] != 2 {
			t.Errorf("sealed by version %d", latest[0])
		}
	}
}

const maxAge = 10 * time.Minute

func TestAnAccessKeyIsSealedByTheNewestKeyThatThereIs(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	running := d.start()
	mustSeal(t, running, "a token", place)
	d.addKey(t)
	if sealed := mustSeal(t, running, "a key", map[string]string{"purpose": "access-key"}); sealed[0] != 2 {
		t.Errorf("sealed by version %d", sealed[0])
	}
}

func TestTheEndOfAnOlderKeyCannotBeEdited(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	old := mustSeal(t, d.start(), "old", place)
	d.addKey(t)
	d.clock = 2 * time.Hour
	for name, change := range map[string]types.AttributeValue{
		"later":     &types.AttributeValueMemberS{Value: "2126-01-01T00:00:00Z"},
		"malformed": &types.AttributeValueMemberS{Value: "never"},
		"removed":   nil,
	} {
		d.editEnd(t, change)
		if _, err := d.start().Open(t.Context(), old, place); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

// editEnd does what an attacker does who can write the item.
func (d *deployment) editEnd(t *testing.T, to types.AttributeValue) {
	t.Helper()
	in := &dynamodb.UpdateItemInput{
		TableName:        &d.name,
		Key:              map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: dynamo.KeyRingPK}},
		UpdateExpression: aws.String("REMOVE wrapped_keys[1].older_end"),
	}
	if to != nil {
		in.UpdateExpression = aws.String("SET wrapped_keys[1].older_end = :to")
		in.ExpressionAttributeValues = map[string]types.AttributeValue{":to": to}
	}
	if _, err := d.client.UpdateItem(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func TestAProcessNoticesARingThatWasRolledBack(t *testing.T) {
	d := deploy(t)
	d.addKey(t)
	d.addKey(t)
	running := d.start()
	mustSeal(t, running, "a token", place)
	in := &dynamodb.UpdateItemInput{
		TableName:        &d.name,
		Key:              map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: dynamo.KeyRingPK}},
		UpdateExpression: aws.String("REMOVE wrapped_keys[1]"),
	}
	if _, err := d.client.UpdateItem(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	d.clock = maxAge + time.Minute
	if _, err := running.Seal(t.Context(), []byte("a token"), place); err == nil {
		t.Error("it sealed with a key of the past")
	}
}
