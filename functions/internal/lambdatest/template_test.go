package lambdatest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A resource is one of the template after its expansion, which leaves CloudFormation alone.
type resource struct {
	Type           string
	DeletionPolicy string
	Properties     map[string]any
}

// expand expands template.yaml as a deployment would.
func expand(t *testing.T) map[string]resource {
	t.Helper()
	var expanded struct{ Resources map[string]resource }
	must(t, json.Unmarshal([]byte(expandedText(t)), &expanded))
	return expanded.Resources
}

func expandedText(t *testing.T) string {
	t.Helper()
	// so that Go's test cache knows of it
	if _, err := os.ReadFile(filepath.Join(tooltest.Root(t), "template.yaml")); err != nil {
		t.Fatal(err)
	}
	return run(t, "", nil, samPython(t), "infra/check/sam/expand.py", "template.yaml")
}

// samPython is the Python of SAM's virtual environment.
func samPython(t *testing.T) string {
	t.Helper()
	tooltest.Path(t, "sam")
	return filepath.Join(tooltest.Root(t), ".cache/python/sam/bin/python3")
}

func rolesFile(t *testing.T) string {
	t.Helper()
	return filepath.Join(tooltest.Root(t), "infra/deploy/roles.tsv")
}

func TestTheTemplateIsWellFormedAndItsExpansionToo(t *testing.T) {
	env := []string{"SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION=us-east-1"}
	run(t, "", env, tooltest.Path(t, "sam"), "validate", "--lint", "-t", "template.yaml")
	file := filepath.Join(t.TempDir(), "expanded.json")
	must(t, os.WriteFile(file, []byte(expandedText(t)), 0o600))
	// W1028: SAM itself repeats the condition of a route inside the route.
	run(t, "", env, tooltest.Path(t, "cfn-lint"), file, "-r", "us-east-1", "-i", "W1028")
}

func TestOperationsAreTheSameInEveryPlace(t *testing.T) {
	var want, folders []string
	for _, function := range functions() {
		want = append(want, function)
		folders = append(folders, kebab(function))
	}
	resources := expand(t)
	places := map[string][]string{
		"functions of the template": functionsOf(resources),
		"routes":                    routesOf(t, resources),
	}
	for place, got := range places {
		if got := without(without(without(got, "Query"), pages), notify); !equalSets(got, want) {
			t.Errorf("%s: %v, not %v", place, got, want)
		}
	}
	if got := without(without(without(functionFolders(t), "query"), kebab(pages)), kebab(notify)); !equalSets(got,
		folders) {
		t.Errorf("folders: %v, not %v", got, folders)
	}
	for _, name := range functionsOf(resources) {
		if code := at[string](t, resources[name].Properties, "Code", "S3Key"); code != "dist/"+kebab(name) {
			t.Errorf("%s is built from %s", name, code)
		}
	}
}

// pages and notify are the functions that serve no operation.
const pages, notify = "Pages", "Notify"

// functions are the names of all Lambda functions but Query.
func functions() (names []string) {
	for _, operation := range mfa.Operations() {
		if !slices.Contains(names, operation.Function()) {
			names = append(names, operation.Function())
		}
	}
	return names
}

// kebab writes EnableMFADevice as enable-mfa-device.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		upper := func(i int) bool { return i < len(name) && name[i] >= 'A' && name[i] <= 'Z' }
		if i > 0 && upper(i) && (!upper(i-1) || i+1 < len(name) && !upper(i+1)) {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

func equalSets(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == one })
}

func functionsOf(resources map[string]resource) (names []string) {
	for name, r := range resources {
		if r.Type == "AWS::Lambda::Function" {
			names = append(names, name)
		}
	}
	return names
}

// routesOf returns the function of each route, which must be its path.
func routesOf(t *testing.T, resources map[string]resource) (names []string) {
	t.Helper()
	for path, methods := range resources["Api"].Properties["Body"].(map[string]any)["paths"].(map[string]any) {
		text, err := json.Marshal(methods)
		must(t, err)
		name, method, other := strings.TrimPrefix(path, "/"), `"post":`, `"get":`
		switch path {
		case "/":
			name = "Query"
		case "/{operation}":
			name = mfa.SharedFunction
		case "/enroll/", "/enroll/{file+}", "/import/", "/import/{file+}":
			name, method, other = pages, other, method
		}
		if !strings.Contains(string(text), "functions/${"+name+".Arn}/") || !strings.Contains(string(text), method) ||
			strings.Contains(string(text), other) {
			t.Errorf("%s leads elsewhere: %s", path, text)
		}
		names = append(names, name)
	}
	return names
}

func functionFolders(t *testing.T) (names []string) {
	t.Helper()
	mains, err := filepath.Glob(filepath.Join(tooltest.Root(t), "functions/*/main.go"))
	must(t, err)
	for _, main := range mains {
		if name := filepath.Base(filepath.Dir(main)); name != "virtualmfa" {
			names = append(names, name)
		}
	}
	return names
}

var update = flag.Bool("update", false, "write infra/deploy/roles.tsv")

func TestEveryFunctionHasARoleOfItsOwnWithTheRightsOfTheTable(t *testing.T) {
	resources := expand(t)
	lines, owners := []string{}, map[string]string{}
	for _, name := range slices.Sorted(slices.Values(functionsOf(resources))) {
		role := resources[name].Properties["Role"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
		if other, taken := owners[role]; taken {
			t.Errorf("%s and %s share the role %s", name, other, role)
		}
		owners[role] = name
		lines = append(lines, rightsOf(t, name, resources[role])...)
	}
	lines = append(statements(t, everyFunction, resources["CallerPolicy"].Properties["PolicyDocument"]), lines...)
	want, err := os.ReadFile(rolesFile(t))
	must(t, err)
	heading, table, _ := strings.Cut(string(want), "\n")
	if *update {
		must(t, os.WriteFile(rolesFile(t), []byte(heading+"\n"+strings.Join(lines, "\n")+"\n"), 0o600))
		return
	}
	if got := strings.Join(lines, "\n") + "\n"; got != table {
		t.Errorf("the template grants\n%s\ninfra/deploy/roles.tsv says\n%s", got, table)
	}
}

// rightsOf lists what a role grants by itself. Beside that it must have
// CallerPolicy, and the right to log.
func rightsOf(t *testing.T, name string, role resource) (lines []string) {
	t.Helper()
	managed, err := json.Marshal(role.Properties["ManagedPolicyArns"])
	must(t, err)
	want := `["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",{"Ref":"CallerPolicy"}]`
	switch name {
	case pages:
		want = `["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]`
	case notify: // the second lets it read streams
		want = `["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",` +
			`"arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole"]`
	}
	if string(managed) != want {
		t.Errorf("%s has other policies: %s", name, managed)
	}
	policies, _ := role.Properties["Policies"].([]any)
	for _, policy := range policies {
		lines = append(lines, statements(t, name, policy.(map[string]any)["PolicyDocument"])...)
	}
	return lines
}

// statements writes a policy as lines: function, action, resource, condition.
func statements(t *testing.T, name string, policy any) (lines []string) {
	t.Helper()
	for _, s := range policy.(map[string]any)["Statement"].([]any) {
		statement := s.(map[string]any)
		for _, action := range list(statement["Action"]) {
			for _, on := range list(statement["Resource"]) {
				effect := map[any]string{"Allow": "", "Deny": "deny "}[statement["Effect"]]
				right := fmt.Sprintf("%s%s\t%s", effect, action, resourceName(t, on))
				if strings.Contains(right, "*") {
					t.Errorf("too much: %s may %s", name, right)
				}
				for _, condition := range conditions(t, statement["Condition"]) {
					lines = append(lines, name+"\t"+right+condition)
				}
			}
		}
	}
	return lines
}

func list(v any) []any {
	if all, ok := v.([]any); ok {
		return all
	}
	return []any{v}
}

// resourceName is Table for the ARN of Table.
func resourceName(t *testing.T, v any) string {
	t.Helper()
	switch reference := v.(map[string]any); {
	case reference["Fn::GetAtt"] != nil:
		return reference["Fn::GetAtt"].([]any)[0].(string)
	case reference["Fn::Sub"] != nil:
		return strings.Replace(reference["Fn::Sub"].(string), "${Table.Arn}", "Table", 1)
	}
	t.Fatalf("a resource that is not ours: %v", v)
	return ""
}

// conditions is short for those that there are: one for each kind of item.
func conditions(t *testing.T, v any) (short []string) {
	t.Helper()
	if v == nil {
		return []string{""}
	}
	operators := v.(map[string]any)
	if len(operators) > 1 {
		return []string{lastUse(t, operators)}
	}
	for operator, operands := range operators {
		keys, attributes := operands.(map[string]any)["dynamodb:LeadingKeys"], ""
		for key, value := range operands.(map[string]any) {
			switch operator + " " + key {
			case "StringEquals kms:EncryptionContext:purpose":
				short = append(short, fmt.Sprintf("\tpurpose=%v", value))
			case "ForAnyValue:StringEquals dynamodb:LeadingKeys",
				"ForAnyValue:StringLike dynamodb:LeadingKeys",
				"ForAllValues:StringLike dynamodb:LeadingKeys": // of reads, which may have many keys
			case "ForAnyValue:StringLike dynamodb:Attributes":
				attributes = fmt.Sprintf("\tattributes=%v", list(value))
			default:
				t.Fatalf("a condition that this test does not know: %v", v)
			}
		}
		if keys != nil {
			for _, kind := range list(keys) {
				short = append(short, fmt.Sprintf("\tpk=%v%s", kind, attributes))
			}
		}
	}
	return short
}

// lastUse is short for the condition under which every function may record a use.
func lastUse(t *testing.T, operators map[string]any) string {
	t.Helper()
	want := map[string]any{
		"ForAllValues:StringLike": map[string]any{"dynamodb:LeadingKeys": []any{"key#*", "role#*"}},
		"ForAllValues:StringEquals": map[string]any{"dynamodb:Attributes": []any{"pk", "id", "last_used",
			"last_used_region", "last_used_service"}},
		"StringEqualsIfExists": map[string]any{"dynamodb:ReturnValues": "NONE"},
	}
	if !reflect.DeepEqual(operators, want) {
		t.Fatalf("conditions that this test does not know: %v", operators)
	}
	return "\tpk=key#*,role#* and attributes=last_used*"
}

func TestTheTemplatesTableIsTheOneOfTheCode(t *testing.T) {
	resources := expand(t)
	table := resources["Table"]
	code, err := json.Marshal(dynamo.TableInput("x"))
	must(t, err)
	var want map[string]any
	must(t, json.Unmarshal(code, &want))
	for _, member := range []string{"KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode"} {
		if got := table.Properties[member]; !reflect.DeepEqual(got, pruned(want[member])) {
			t.Errorf("%s is %v in the template and %v in the code", member, got, pruned(want[member]))
		}
	}
	expires := map[string]any{"AttributeName": dynamo.TimeToLive, "Enabled": true}
	if got := table.Properties["TimeToLiveSpecification"]; !reflect.DeepEqual(got, expires) {
		t.Errorf("the time to live is %v in the template and %v in the code", got, expires)
	}
	if got := at[string](t, table.Properties, "StreamSpecification", "StreamViewType"); got != "NEW_AND_OLD_IMAGES" {
		t.Errorf("the stream has %s", got)
	}
	reader, err := json.Marshal(resources[notify+"Stream"].Properties["FunctionName"])
	must(t, err)
	if string(reader) != `{"Ref":"Notify"}` {
		t.Errorf("the stream is read by %s", reader)
	}
}

// pruned leaves out the members of the SDK's type that are not set.
func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, member := range v {
			if member != nil {
				kept[name] = pruned(member)
			}
		}
		return kept
	case []any:
		kept := []any{}
		for _, element := range v {
			kept = append(kept, pruned(element))
		}
		return kept
	}
	return v
}

func TestStateOutlivesTheStack(t *testing.T) {
	resources := expand(t)
	for _, name := range []string{"Table", "Key"} {
		if got := resources[name].DeletionPolicy; got != "Retain" {
			t.Errorf("%s: DeletionPolicy %q", name, got)
		}
	}
	for property, want := range map[string]any{
		"DeletionProtectionEnabled":        true,
		"PointInTimeRecoverySpecification": map[string]any{"PointInTimeRecoveryEnabled": true},
		"SSESpecification":                 map[string]any{"SSEEnabled": true, "SSEType": "KMS"},
	} {
		if got := resources["Table"].Properties[property]; !reflect.DeepEqual(got, want) {
			t.Errorf("Table: %s is %v", property, got)
		}
	}
	if resources["Key"].Properties["EnableKeyRotation"] != true {
		t.Error("the key does not rotate")
	}
}

// Pages of other origins reach the deployed API only if a parameter names them.
func TestCORSIsOffUnlessOriginsAreGiven(t *testing.T) {
	var expanded struct {
		Parameters map[string]struct{ Default any }
		Conditions map[string]json.RawMessage
		Resources  struct {
			API struct {
				Properties struct {
					Body struct {
						CORS json.RawMessage `json:"x-amazon-apigateway-cors"`
					}
				}
			} `json:"Api"`
		}
	}
	must(t, json.Unmarshal([]byte(expandedText(t)), &expanded))
	condition := string(expanded.Conditions["CorsIsOn"])
	if want := `{"Fn::Not": [{"Fn::Equals": [{"Ref": "CorsAllowOrigins"}, ""]}]}`; !sameJSON(t, condition, want) ||
		expanded.Parameters["CorsAllowOrigins"].Default != "" {
		t.Errorf("the condition is %s, not %s, or the default is not empty", condition, want)
	}
	var choice struct {
		If []json.RawMessage `json:"Fn::If"`
	}
	must(t, json.Unmarshal(expanded.Resources.API.Properties.Body.CORS, &choice))
	if len(choice.If) != 3 || !sameJSON(t, string(choice.If[0]), `"CorsIsOn"`) ||
		!sameJSON(t, string(choice.If[2]), `{"Ref": "AWS::NoValue"}`) {
		t.Fatalf("CORS does not depend on the condition: %s", expanded.Resources.API.Properties.Body.CORS)
	}
	var cors struct {
		AllowOrigins     json.RawMessage
		AllowMethods     []string
		AllowHeaders     []string
		AllowCredentials *bool
	}
	must(t, json.Unmarshal(choice.If[1], &cors))
	if !sameJSON(t, string(cors.AllowOrigins), `{"Fn::Split": [",", ""]}`) || cors.AllowCredentials != nil ||
		!slices.Equal(cors.AllowMethods, []string{"POST"}) || !slices.Contains(cors.AllowHeaders, "authorization") {
		t.Errorf("CORS allows %s", choice.If[1])
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var one, other any
	must(t, json.Unmarshal([]byte(a), &one))
	must(t, json.Unmarshal([]byte(b), &other))
	return reflect.DeepEqual(one, other)
}
