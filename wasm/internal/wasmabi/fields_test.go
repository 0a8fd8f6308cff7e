package wasmabi

import (
	"reflect"
	"testing"
)

func TestFieldsComeBack(t *testing.T) {
	for _, texts := range [][]string{nil, {""}, {"a", "", "\x00"}, {"東京", string(make([]byte, 300))}} {
		if got := splitFields(joinFields(texts)); !reflect.DeepEqual(got, texts) {
			t.Errorf("%q came back as %q", texts, got)
		}
	}
}
