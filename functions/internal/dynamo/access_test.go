package dynamo_test

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/access.tsv")

// accessTable is what each method does to which kinds of item. Kinds are the
// parts of partition keys before "#": what a condition on
// dynamodb:LeadingKeys can tell apart.
const accessTable = "testdata/access.tsv"

// itemAccess reads the items that a call of DynamoDB touches.
type itemAccess struct {
	Key, Item    map[string]map[string]string
	RequestItems map[string]struct {
		Keys []map[string]map[string]string
	}
	TransactItems []map[string]struct{ Key, Item map[string]map[string]string }
}

func kindOf(key map[string]map[string]string) string {
	kind, _, _ := strings.Cut(key["pk"]["S"], "#")
	return kind
}

// accesses returns the actions of IAM and the kinds of item of one call.
func accesses(t *testing.T, operation string, body []byte) (found []string) {
	t.Helper()
	var in itemAccess
	// Attributes that are no strings do not matter, nor that they do not fit.
	var mismatch *json.UnmarshalTypeError
	if err := json.Unmarshal(body, &in); err != nil && !asType(err, &mismatch) {
		t.Fatal(err)
	}
	note := func(action string, keys ...map[string]map[string]string) {
		for _, key := range keys {
			if key["pk"] != nil {
				found = append(found, "dynamodb:"+action+"\t"+kindOf(key))
			}
		}
	}
	note(operation, in.Key, in.Item)
	for _, table := range in.RequestItems {
		note(operation, table.Keys...)
	}
	for _, part := range in.TransactItems {
		for action, what := range part {
			note(map[string]string{"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}[action], what.Key,
				what.Item)
		}
	}
	return found
}

func asType(err error, target **json.UnmarshalTypeError) bool {
	mismatch, ok := err.(*json.UnmarshalTypeError)
	*target = mismatch
	return ok
}

func TestEveryMethodTouchesTheKindsOfItemThatTheTableSays(t *testing.T) {
	var lines []string
	for _, c := range slices.Concat(reads, changes) {
		s, seen := newScene(t), &copier{}
		s.Store = open(t, s.table, seen)
		s.must(c.do(s))
		for i, r := range seen.requests {
			_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
			found := accesses(t, operation, seen.bodies[i])
			if len(found) == 0 {
				t.Errorf("%s: %s touches nothing", c.name, operation)
			}
			for _, access := range found {
				method, _, _ := strings.Cut(c.name, " where")
				lines = append(lines, method+"\t"+access+"\n")
			}
		}
	}
	slices.Sort(lines)
	got := "method\taction\tkind\n" + strings.Join(slices.Compact(lines), "")
	if *update {
		if err := os.WriteFile(accessTable, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(accessTable)
	if err != nil || got != string(want) {
		t.Errorf("%v; go test -update writes\n%s", err, got)
	}
}
