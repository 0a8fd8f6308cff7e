package faulttest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A stage is that of the catalogue, on DynamoDB and KMS.
type stage struct {
	*mfatest.Stage
	endpoint, table, key string
	kms                  *kmstest.KMS
	calm                 *dynamodb.Client
	scenery              map[string]item // the table, by partition key
	scanned              map[string]item // the table as it is, unless it may have changed
}

type item = map[string]types.AttributeValue

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{endpoint: tooltest.DynamoDBLocal(t), table: rand.Text(), kms: kmstest.New()}
	s.key = s.kms.CreateKey()
	calm := s.wire(nil)
	s.calm = s.dynamoDB(calm)
	must(t, dynamo.CreateTable(t.Context(), s.calm, s.table))
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	s.Stage = &mfatest.Stage{Fixture: f}
	var ring *kms.Ring
	f.Change(func(c *mfa.Config) { *c, ring = s.connect(*c, calm) })
	must(t, ring.AddKey(t.Context(), 0))
	id, _, err := f.CreateRootKey(t.Context(), rand.Reader)
	must(t, err)
	f.Root = f.SignIn(id, secret.String{})
	s.Stage = mfatest.NewStage(f)
	s.scenery = s.used(t)
	s.scanned = nil // a test may change the scenery
	return s
}

// used is the table after all keys and roles were used. A use is recorded at most
// every 15 minutes, so that right after one an operation makes its own calls alone.
func (s *stage) used(t *testing.T) map[string]item {
	t.Helper()
	for pk, i := range s.scan(t) {
		var is struct {
			ID   string `dynamodbav:"id"`
			Name string `dynamodbav:"name"`
		}
		must(t, attributevalue.UnmarshalMap(i, &is))
		use := mfa.Use{LastUse: mfa.LastUse{Date: s.Time(), Service: mfa.IAM, Region: "us-east-1"}}
		switch {
		case strings.HasPrefix(pk, "key#"):
			use.KeyID = is.ID
		case strings.HasPrefix(pk, "role#"):
			use.RoleName, use.RoleID = is.Name, is.ID
		default:
			continue
		}
		must(t, s.Config.Store.RecordUse(t.Context(), use))
	}
	return s.scan(t)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// credentialsOf is what a caller signs with.
func credentialsOf(c mfatest.Caller) aws.Credentials {
	k := aws.Credentials{AccessKeyID: c.KeyID, SecretAccessKey: c.Secret().Reveal()}
	if token := c.Token(); !token.IsZero() {
		k.SessionToken = token.Reveal()
	}
	return k
}

func (s *stage) wire(l *lifetime) *wire { return &wire{stage: s, lifetime: l, last: -1} }

// connect returns a service on DynamoDB and KMS, over one wire.
func (s *stage) connect(config mfa.Config, w *wire) (mfa.Config, *kms.Ring) {
	client := s.dynamoDB(w)
	seeds := kms.NewSealer(awskms.New(awskms.Options{Region: "us-east-1", HTTPClient: w, Credentials: local,
		Retryer: retryer()}), s.key)
	ring := kms.NewRing(seeds, kms.NewItem(client, s.table), mfatest.Account, time.Now, rand.Reader)
	config.Store, config.SeedSealer, config.KeySealer = dynamo.New(client, s.table, s.Time, rand.Reader), seeds, ring
	return config, ring
}

var local = credentials.NewStaticCredentialsProvider("local", "local", "")

func (s *stage) dynamoDB(w *wire) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{Region: "us-east-1", BaseEndpoint: &s.endpoint, HTTPClient: w,
		Credentials: local, Retryer: retryer()})
}

// retryer is that of the functions, but tries again at once.
func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
	})
}

// send is a request to a function that has just started, so that it reads and
// unwraps the key ring too.
func (s *stage) send(t *testing.T, m message, f fault, first, last int) outcome {
	t.Helper()
	life := newLifetime(t.Context())
	w := s.wire(life)
	w.fault, w.first, w.last = f, first, last
	config, _ := s.connect(s.Config, w)
	service, err := mfa.New(config)
	must(t, err)
	front, err := endpoint.New(endpoint.Config{
		Service:    service,
		AccountID:  mfatest.Account,
		Operations: mfa.Operations(),
		Now:        s.Time,
		Random:     rand.Reader,
	})
	must(t, err)
	response, record := front.Serve(life, s.signed(t, m))
	return outcome{response, record, w.seen}
}

// signed is the message as AWS's own signer signs it.
func (s *stage) signed(t *testing.T, m message) endpoint.Request {
	t.Helper()
	path, body := "/"+m.Operation.Name, m.Request(s.Target(m))
	r, err := http.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256([]byte(body))
	from := credentialsOf(s.Caller(m.From))
	must(t, v4.NewSigner().SignHTTP(t.Context(), from, r, hex.EncodeToString(hash[:]), string(m.Operation.Service),
		"us-east-1", s.Time()))
	return endpoint.Request{Method: r.Method, Path: path, Host: "localhost", Header: r.Header, Body: []byte(body),
		SourceIP: "127.0.0.1"}
}

func (s *stage) scan(t *testing.T) map[string]item {
	t.Helper()
	if s.scanned != nil {
		return s.scanned
	}
	out, err := s.calm.Scan(t.Context(), &dynamodb.ScanInput{TableName: &s.table, ConsistentRead: aws.Bool(true)})
	must(t, err)
	s.scanned = map[string]item{}
	for _, i := range out.Items {
		s.scanned[i["pk"].(*types.AttributeValueMemberS).Value] = i
	}
	return s.scanned
}

// restore puts the table back as the message expects it.
func (s *stage) restore(t *testing.T, m message) {
	t.Helper()
	defer s.Prepare(m)
	var changes []types.WriteRequest
	found := s.scan(t)
	for pk, i := range s.scenery {
		if !reflect.DeepEqual(found[pk], i) {
			changes = append(changes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	for pk, i := range found {
		if s.scenery[pk] == nil {
			changes = append(changes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: item{"pk": i["pk"]}}})
		}
	}
	if len(changes) == 0 {
		return
	}
	out, err := s.calm.BatchWriteItem(t.Context(),
		&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{s.table: changes}})
	must(t, err)
	if len(out.UnprocessedItems) > 0 {
		t.Fatal("the table was not restored")
	}
}
