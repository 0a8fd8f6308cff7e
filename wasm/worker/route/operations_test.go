package route

import (
	"reflect"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestTheEdgeKnowsTheOperationsThatThereAre(t *testing.T) {
	want := map[string]service{}
	for _, op := range mfa.Operations() {
		want[op.Name] = service(op.Service)
		if got := service(op.Service).version(); got != op.Service.Version() {
			t.Errorf("%s has version %q, not %q", op.Service, got, op.Service.Version())
		}
	}
	if !reflect.DeepEqual(operations, want) {
		t.Errorf("the edge has %v, the API %v", operations, want)
	}
}
