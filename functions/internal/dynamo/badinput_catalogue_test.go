package dynamo_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A place is a text of a request, or a list.
type place struct {
	path  string
	value reflect.Value
}

var textType = reflect.TypeFor[*string]()

// places finds the texts and lists of a request that are set, and texts that are
// not set.
func places(path string, v reflect.Value) (found []place) {
	switch {
	case v.Type() == textType:
		return []place{{path, v}}
	case v.Kind() == reflect.Slice:
		found = []place{{path, v}}
		for i := range v.Len() {
			found = append(found, places(fmt.Sprintf("%s.%d", path, i+1), v.Index(i))...)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return places(path, v.Elem())
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				found = append(found, places(path+"/"+field.Name, v.Field(i))...)
			}
		}
	}
	return found
}

// texts are of another case, of maximal length and longer, beyond ASCII, and not
// UTF-8.
func texts(old string) []string {
	return []string{
		strings.ToUpper(old), old + " ", old + "/", "", "ä", "a\u0308", "\u0130", "\x00", "\xff",
		"a\xffb", ":a#b.c", "attempt",
		strings.Repeat("k", 64), strings.Repeat("k", 65), strings.Repeat("k", 128), strings.Repeat("k", 129),
		strings.Repeat("v", 256), strings.Repeat("v", 257), "/" + strings.Repeat("p", 510) + "/", strings.Repeat("d", 1001),
	}
}

// badValues returns what can be made of a place: the change and its description.
func badValues(p place) (changes map[string]func(reflect.Value)) {
	changes = map[string]func(reflect.Value){}
	if p.value.Type() == textType {
		old := "a"
		if !p.value.IsNil() {
			old = p.value.Elem().String()
		}
		for _, text := range texts(old) {
			changes[fmt.Sprintf("%.70q", text)] = func(v reflect.Value) { v.Set(reflect.ValueOf(&text)) }
		}
		changes["nothing"] = func(v reflect.Value) { v.SetZero() }
		return changes
	}
	changes["none"] = func(v reflect.Value) { v.Set(reflect.MakeSlice(v.Type(), 0, 0)) }
	if p.value.Len() == 0 {
		return changes
	}
	changes["each twice"] = func(v reflect.Value) { v.Set(reflect.AppendSlice(v, v)) }
	changes["each in two cases"] = func(v reflect.Value) { v.Set(reflect.AppendSlice(v, inCapitals(v))) }
	changes["one sixty times"] = func(v reflect.Value) {
		one := v.Index(0)
		for range 60 {
			v.Set(reflect.Append(v, one))
		}
	}
	return changes
}

// inCapitals copies a list of texts, or of structures of texts.
func inCapitals(v reflect.Value) reflect.Value {
	text, _ := json.Marshal(v.Interface())
	made := reflect.New(v.Type())
	_ = json.Unmarshal(text, made.Interface()) // what was just written
	for _, p := range places("", made.Elem()) {
		if p.value.Type() == textType && !p.value.IsNil() {
			p.value.Elem().SetString(strings.ToUpper(p.value.Elem().String()))
		}
	}
	return made.Elem()
}

// Parts of answers that two services draw differently: ids, what is sealed, and
// how well that was compressed.
var (
	drawnIDs = regexp.MustCompile(`A((KI|SI|ID|RO|GP|NP)A|TKT)[A-Z0-9]{16,17}`)
	sealedIn = regexp.MustCompile(`"(Marker|EncodedMessage|JobId)":"[^"]+"`)
	sizesOf  = regexp.MustCompile(`"(SessionTokenSize|SessionTokenUtilization|PackedPolicySize)":\d+`)
)

// canonical is an answer without what is drawn, and with its lists sorted: they
// have no order.
func canonical(response any, err error) string {
	if err != nil {
		return drawnIDs.ReplaceAllString(err.Error(), "ID")
	}
	text, _ := json.Marshal(response)
	text = drawnIDs.ReplaceAll(text, []byte("ID"))
	text = sealedIn.ReplaceAll(text, []byte(`"$1":"sealed or drawn"`))
	text = sizesOf.ReplaceAll(text, []byte(`"$1":0`))
	var members any
	if err := json.Unmarshal(text, &members); err != nil {
		return string(text)
	}
	text, _ = json.Marshal(sorted(members))
	return string(text)
}

func sorted(v any) any {
	switch v := v.(type) {
	case []any:
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(fmt.Sprint(sorted(a)), fmt.Sprint(sorted(b))) })
	case map[string]any:
		for _, member := range v {
			sorted(member)
		}
	}
	return v
}

// catalogueAnswers sends every call of the catalogue with each of its members
// made bad, and returns the answers by what was sent.
func catalogueAnswers(t *testing.T, store mfa.Store) (sent, answers []string) {
	t.Helper()
	s := mfatest.NewStage(mfatest.New(t, &mfatest.Options{Profile: otp.AWS, Store: store}))
	for _, entry := range mfatest.Catalogue() {
		for _, first := range entry.Before {
			_ = s.Root.Send(first.Operation, first.Body) // an earlier entry may have done it
		}
		body, caller := entry.Request(s.Target(entry)), s.Caller(entry.From)
		call := func(change func(request reflect.Value)) (any, error) {
			who, err := mfatest.Authenticate(t.Context(), s.Service, caller.KeyID, caller.Token())
			if err != nil {
				return nil, err
			}
			_, out, err := entry.Operation.Call(t.Context(), s.Service, who, func(request any) error {
				err := json.Unmarshal([]byte(body), request)
				in := reflect.ValueOf(request).Elem()
				if page := in.FieldByName("MaxItems"); page.IsValid() { // which items are on it is for the store to say
					page.SetZero()
				}
				change(in)
				return err
			})
			return out, err
		}
		var all []place
		_, err := call(func(request reflect.Value) { all = places("", request) })
		sent, answers = append(sent, entry.Operation.Name), append(answers, canonical(nil, err))
		for i, p := range all {
			changes := badValues(p)
			for _, name := range slices.Sorted(maps.Keys(changes)) {
				out, err := call(func(request reflect.Value) { changes[name](places("", request)[i].value) })
				sent = append(sent, fmt.Sprintf("%s%s is %s", entry.Operation.Name, p.path, name))
				answers = append(answers, canonical(out, err))
			}
		}
	}
	return sent, answers
}

func TestBothStoresAnswerEveryOperationsBadInputAlike(t *testing.T) {
	sent, memory := catalogueAnswers(t, memstore.New(func() time.Time { return mfatest.Start }))
	_, table := catalogueAnswers(t, open(t, newTable(t), http.DefaultClient))
	t.Logf("%d requests to %d operations", len(sent), len(mfa.Operations()))
	if len(sent) < 5*len(mfa.Operations()) {
		t.Errorf("only %d requests", len(sent))
	}
	for i := range sent {
		if memory[i] != table[i] {
			t.Errorf("%s\nmemory:   %s\nDynamoDB: %s", sent[i], memory[i], table[i])
		}
	}
}
