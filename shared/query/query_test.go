package query_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

type pair struct{ Key, Value *string }

type request struct {
	Name  *string
	Count *int32
	Code  secret.String
	Flag  *bool
	Tags  []*pair
	Keys  []*string
}

func parse(t *testing.T, body string) (request, error) {
	t.Helper()
	form, err := query.Parse([]byte(body))
	if err != nil {
		return request{}, err
	}
	var r request
	return r, query.Unmarshal(form, &r)
}

func TestAFormFillsARequest(t *testing.T) {
	r, err := parse(t, "Action=X&Name=a+b%26&Count=%2B007&Code=123456&Tags.member.02.Key=k&Tags.member.02.Value=&Keys.member.1=x&Keys.member.3=z&name=other&&Extra")
	if err != nil {
		t.Fatal(err)
	}
	if *r.Name != "a b&" || *r.Count != 7 || r.Code.Reveal() != "123456" {
		t.Errorf("%v %v", *r.Name, *r.Count)
	}
	if len(r.Tags) != 2 || r.Tags[0] != nil || *r.Tags[1].Key != "k" || *r.Tags[1].Value != "" {
		t.Errorf("%v", r.Tags)
	}
	if len(r.Keys) != 3 || *r.Keys[0] != "x" || r.Keys[1] != nil || *r.Keys[2] != "z" {
		t.Errorf("%v", r.Keys)
	}
	empty, err := parse(t, "")
	if err != nil || empty.Name != nil || empty.Count != nil || !empty.Code.IsZero() || empty.Tags != nil {
		t.Errorf("%+v, %v", empty, err)
	}
}

// As AWS was recorded: any other spelling is malformed.
func TestABooleanHasFourSpellings(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "1": true, "false": false, "0": false} {
		if r, err := parse(t, "Flag="+text); err != nil || *r.Flag != want {
			t.Errorf("%s: %v, %v", text, r.Flag, err)
		}
	}
	for _, text := range []string{"", "True", "TRUE", "t", "f", "yes", "2", "00", " true"} {
		if _, err := parse(t, "Flag="+url.QueryEscape(text)); !errors.Is(err, query.ErrMalformed) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

type embedding struct {
	request
	Mode *string
}

func TestTheFieldsOfAnEmbeddedStructAreMembers(t *testing.T) {
	form, err := query.Parse([]byte("Mode=x&Name=a&Keys.member.1=k&request.Name=b"))
	if err != nil {
		t.Fatal(err)
	}
	var r embedding
	if err := query.Unmarshal(form, &r); err != nil {
		t.Fatal(err)
	}
	if *r.Mode != "x" || *r.Name != "a" || len(r.Keys) != 1 || *r.Keys[0] != "k" {
		t.Errorf("%+v", r)
	}
	form["Count"] = "many"
	if err := query.Unmarshal(form, &r); !errors.Is(err, query.ErrMalformed) {
		t.Errorf("a wrong member of the embedded struct: %v", err)
	}
}

func TestAMalformedFormIsRefusedWithoutQuotingIt(t *testing.T) {
	for name, body := range map[string]string{
		"a parameter twice":        "Name=hidden&Name=hidden",
		"twice, in another escape": "Name=hidden&%4eame=hidden",
		"an escape cut short":      "Name=hidden%2",
		"not UTF-8":                "Name=hidden%ff",
		"a name that is not UTF-8": "hidden%ff=1",
		"member zero":              "Keys.member.0=hidden",
		"a negative member":        "Keys.member.-1=hidden",
		"a member with a sign":     "Keys.member.%2B1=hidden",
		"a member without number":  "Keys.member.hidden=x",
		"a member too far":         "Keys.member.16385=hidden",
		"one member twice":         "Keys.member.1=hidden&Keys.member.01=hidden",
		"a fraction":               "Count=1.0",
		"an exponent":              "Count=1e3",
		"blanks":                   "Count=+1",
		"too large":                "Count=2147483648",
		"empty":                    "Count=",
		"digits of another script": "Count=%D9%A1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, body)
			if !errors.Is(err, query.ErrMalformed) || strings.Contains(err.Error(), "hidden") {
				t.Error(err)
			}
		})
	}
}

type thing struct {
	Name string
	When time.Time
	List []string
	None []string
	Gone *string
	Blob secret.Bytes
	Flag bool
}

// EmbeddedThing is exported as types of answers are.
type EmbeddedThing struct{ Inner string }

func TestAnAnswerIsWritten(t *testing.T) {
	got, err := query.Marshal("Do", "urn:x", "id", struct{ Thing *thing }{&thing{
		Name: "<&>\x00", When: time.Date(2026, 1, 2, 3, 4, 5, 678, time.FixedZone("", 3600)), List: []string{},
		Blob: secret.New([]byte("hi")),
	}})
	want := `<DoResponse xmlns="urn:x">
  <DoResult>
    <Thing>
      <Name>&lt;&amp;&gt;` + "\uFFFD" + `</Name>
      <When>2026-01-02T02:04:05Z</When>
      <List></List>
      <Blob>aGk=</Blob>
      <Flag>false</Flag>
    </Thing>
  </DoResult>
  <ResponseMetadata>
    <RequestId>id</RequestId>
  </ResponseMetadata>
</DoResponse>
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	got, err = query.Marshal("Do", "urn:x", "id", struct {
		EmbeddedThing
		Last string
	}{EmbeddedThing{"a"}, "b"})
	if want := "  <DoResult>\n    <Inner>a</Inner>\n    <Last>b</Last>\n  </DoResult>\n"; err != nil ||
		!strings.Contains(string(got), want) {
		t.Errorf("%v\n%s", err, got)
	}
	if fault := query.MarshalError("urn:x", "id", "Code", "text", "", true); !strings.Contains(string(fault),
		"<Type>Receiver</Type>") {
		t.Errorf("%s", fault)
	}
}

// What parses must be the parameters that net/url reads; on an error there is nothing.
func FuzzParse(f *testing.F) {
	for _, body := range []string{"Action=X&Version=1", "a=1&a=2", "a=%zz", "Keys.member.1=a&Keys.member.3=b",
		"Tags.member.1.Key=k", "Count=1", "=", "a;b", "%ff=1"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := query.Parse(body)
		if err != nil {
			if form != nil || !errors.Is(err, query.ErrMalformed) {
				t.Fatalf("%v, %v", form, err)
			}
			return
		}
		if !strings.Contains(string(body), ";") { // a separator that net/url no longer takes
			values, err := url.ParseQuery(string(body))
			if err != nil || len(values) != len(form) {
				t.Fatalf("net/url reads %v (%v), not %v", values, err, form)
			}
			for name, value := range form {
				if values.Get(name) != value {
					t.Fatalf("%q is %q, not %q", name, values.Get(name), value)
				}
			}
		}
		var r request
		if err := query.Unmarshal(form, &r); err != nil && !errors.Is(err, query.ErrMalformed) {
			t.Fatal(err)
		}
	})
}
