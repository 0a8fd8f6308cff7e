package dynamo_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// newKeyRing puts a key ring item, with attributes, into a new table.
func newKeyRing(t *testing.T, attributes map[string]types.AttributeValue) *dynamo.Store {
	t.Helper()
	table := newTable(t)
	item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: dynamo.KeyRingPK}}
	maps.Copy(item, attributes)
	_, err := connect(tooltest.DynamoDBLocal(t), http.DefaultClient).
		PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, table, http.DefaultClient)
}

// The scan of a rotation finds forgotten keys too, but a scan reads pages at
// different times: what the item remembers must be enough by itself.
func TestARootKeyIsRememberedFromItsCreationToItsDeletion(t *testing.T) {
	s := newKeyRing(t, nil)
	remembered := func(current string, old ...string) {
		t.Helper()
		got, err := s.RootKeys(t.Context())
		if found := slices.Sorted(slices.Values(got.Old())); err != nil || got.Current != current ||
			!slices.Equal(found, old) {
			t.Errorf("the item remembers %+v, %v; %s is current and %v are old", got, err, current, old)
		}
	}
	replace := func(id, old string) error {
		return s.ReplaceRootKey(t.Context(), mfa.AccessKey{ID: id, Secret: []byte(sealed), Status: mfa.Active}, old)
	}
	remembered("")
	for _, step := range []struct{ id, old string }{{"AKIA1", ""}, {"AKIA2", "AKIA1"}, {"AKIA3", "AKIA2"}} {
		if err := replace(step.id, step.old); err != nil {
			t.Fatal(err)
		}
	}
	remembered("AKIA3", "AKIA1", "AKIA2")
	if err := replace("AKIA4", "AKIA2"); !errors.Is(err, mfa.ErrConflict) {
		t.Errorf("a key that is not the current one was replaced: %v", err)
	}
	if err := s.DeleteRootKey(t.Context(), "AKIA3"); !errors.Is(err, mfa.ErrConflict) {
		t.Errorf("the current key was deleted: %v", err)
	}
	remembered("AKIA3", "AKIA1", "AKIA2")
	for range 2 {
		if err := s.DeleteRootKey(t.Context(), "AKIA1"); err != nil {
			t.Fatal(err)
		}
		remembered("AKIA3", "AKIA2")
	}
	if _, err := s.AccessKey(t.Context(), "AKIA1"); !errors.Is(err, mfa.ErrNotFound) {
		t.Errorf("reading the deleted key answers %v", err)
	}
}

// Before an item remembered every key, it remembered the current one.
func TestTheKeyOfAnEarlierVersionIsRememberedWhenItIsReplaced(t *testing.T) {
	s := newKeyRing(t, map[string]types.AttributeValue{"root_key_id": &types.AttributeValueMemberS{Value: "AKIA1"}})
	key := mfa.AccessKey{ID: "AKIA2", Secret: []byte(sealed), Status: mfa.Active}
	if err := s.ReplaceRootKey(t.Context(), key, "AKIA1"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.RootKeys(t.Context()); err != nil || !slices.Equal(got.Old(), []string{"AKIA1"}) {
		t.Errorf("the item remembers %+v, %v", got, err)
	}
}
