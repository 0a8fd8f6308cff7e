package endpoint_test

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	return jsonschema.NewCompiler().Compile("../../infra/docs/audit.schema.json")
})

var recordsChecked atomic.Int64

// checkSchema checks a record, as it is written, against the published schema.
func checkSchema(t testing.TB, e endpoint.Event) {
	t.Helper()
	against, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	var line bytes.Buffer
	if err := endpoint.NewAudit(&line).Record(e); err != nil {
		t.Fatal(err)
	}
	record, err := jsonschema.UnmarshalJSON(&line)
	if err != nil {
		t.Fatal(err)
	}
	if err := against.Validate(record); err != nil {
		t.Errorf("%+v\n%v", e, err)
	}
	recordsChecked.Add(1)
}

func TestMain(m *testing.M) {
	status := m.Run()
	if testing.Verbose() {
		fmt.Printf("%d audit records checked against the schema\n", recordsChecked.Load())
	}
	os.Exit(status)
}
