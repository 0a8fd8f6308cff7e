package policytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
)

// A difference is a point in which iam-simulate decides otherwise than we do. It
// explains a scenario if we decide as iam-simulate did once each statement is
// changed into what iam-simulate takes it for. change returns nil for a statement
// that stays as it is.
type difference struct {
	reason string
	change func(s *scenario, statement map[string]any) map[string]any
}

var differences = []difference{
	{"iam-simulate finds no address in 0.0.0.0/0; AWS finds every IPv4 address there", changeEverywhere},
	{"iam-simulate reads 1e3 as 1; AWS reads exponents", changeExponent},
	{"NotIpAddress with networks of the other family matches in AWS, not in iam-simulate", changeFamily},
	{"StringEquals and its like expand ${*} in AWS, not in iam-simulate", changeEscape},
	{"iam-simulate takes an empty value for an absent one in variables; in AWS it is present", changeEmpty},
	{"a negated operator whose variable is absent matches in AWS, not in iam-simulate", changeNegated},
	{"NotResource whose variable is absent: we decide against the caller, iam-simulate for it", changeNotResource},
}

func changeEverywhere(_ *scenario, statement map[string]any) map[string]any {
	return replace(statement, `"0.0.0.0/0"`, `"240.0.0.0/4"`)
}

func changeExponent(_ *scenario, statement map[string]any) map[string]any {
	return replace(statement, `"1e3"`, `"1"`)
}

func changeFamily(s *scenario, statement map[string]any) map[string]any {
	condition, _ := statement["Condition"].(map[string]any)
	address, _ := s.Context["aws:SourceIp"].(string)
	for operator, block := range condition {
		values := fmt.Sprint(block.(map[string]any)["aws:SourceIp"])
		other := "."
		if strings.Contains(address, ".") {
			other = ":"
		}
		if address != "" && strings.HasPrefix(operator, "NotIpAddress") && strings.Contains(values, other) {
			return never(statement)
		}
	}
	return nil
}

func changeEscape(_ *scenario, statement map[string]any) map[string]any {
	condition, _ := statement["Condition"].(map[string]any)
	for operator, block := range condition {
		if !strings.Contains(operator, "Equals") {
			continue
		}
		if by := replace(block.(map[string]any), "${*}", "no tag has this value"); by != nil {
			changed := maps.Clone(statement)
			changed["Condition"] = maps.Clone(condition)
			changed["Condition"].(map[string]any)[operator] = by
			return changed
		}
	}
	return nil
}

func changeEmpty(s *scenario, statement map[string]any) map[string]any {
	var changed map[string]any
	for key, value := range s.Context {
		if value != "" {
			continue
		}
		for _, fallback := range []string{"public", "blue"} {
			if by := replace(statement, "${"+key+", '"+fallback+"'}", fallback); by != nil {
				statement, changed = by, by
			}
		}
		if by := replace(statement, "${"+key+"}", "${absent}"); by != nil {
			statement, changed = by, by
		}
	}
	return changed
}

func changeNegated(s *scenario, statement map[string]any) map[string]any {
	condition, _ := statement["Condition"].(map[string]any)
	for operator, block := range condition {
		if !strings.Contains(operator, "Not") {
			continue
		}
		for key, values := range block.(map[string]any) {
			if _, present := s.Context[key]; present && s.lacksVariable(values) {
				return never(statement)
			}
		}
	}
	return nil
}

func changeNotResource(s *scenario, statement map[string]any) map[string]any {
	values := statement["NotResource"]
	if values == nil || !s.lacksVariable(values) {
		return nil
	}
	list, isList := values.([]string)
	if !isList {
		list = strings.Fields(strings.Trim(fmt.Sprint(values), "[]"))
	}
	for _, value := range list {
		if s.lacksVariable(value) && sameKind(value, s.Resource) {
			return never(statement) // nothing but the variable tells whether it is excepted
		}
	}
	changed := maps.Clone(statement)
	changed["NotResource"] = []string{"arn:aws:none:::excepted"}
	return changed
}

// sameKind reports whether a pattern is for the service and the kind, or bucket,
// of a resource.
func sameKind(pattern, resource string) bool {
	p, r := strings.SplitN(pattern, ":", 6), strings.SplitN(resource, ":", 6)
	kind, _, _ := strings.Cut(p[5], "/")
	return p[2] == r[2] && (kind == "*" || strings.HasPrefix(r[5], kind+"/"))
}

// explain returns the reasons for a disagreement; empty if they do not explain it.
func (s *scenario) explain(t *testing.T, theirs string) string {
	t.Helper()
	changed, reasons := *s, []string{}
	for _, d := range differences {
		applied := false
		change := func(doc document) document {
			out := document{Version: doc.Version}
			for _, statement := range doc.Statement {
				if by := d.change(s, statement); by != nil {
					statement, applied = by, true
				}
				out.Statement = append(out.Statement, statement)
			}
			return out
		}
		identity := []document{}
		for _, doc := range changed.Identity {
			identity = append(identity, change(doc))
		}
		changed.Identity = identity
		if changed.Boundary != nil {
			boundary := change(*changed.Boundary)
			changed.Boundary = &boundary
		}
		if applied {
			reasons = append(reasons, d.reason)
		}
		if string(changed.evaluate(t)) == theirs {
			return strings.Join(reasons, "; ")
		}
	}
	return ""
}

// never is a statement that matches no request.
func never(statement map[string]any) map[string]any {
	return map[string]any{"Effect": statement["Effect"], "Action": "none:None", "Resource": "*"}
}

// replace changes the text of a statement; nil if the text does not occur.
func replace(statement map[string]any, old, by string) map[string]any {
	text, err := json.Marshal(statement)
	if err != nil || !strings.Contains(string(text), old) {
		return nil
	}
	var changed map[string]any
	if json.Unmarshal([]byte(strings.ReplaceAll(string(text), old, by)), &changed) != nil {
		return nil
	}
	return changed
}

var variable = regexp.MustCompile(`\$\{([^},]+)}`)

// lacksVariable reports whether a value, or one of a list, has a variable without
// default that the request does not have.
func (s *scenario) lacksVariable(values any) bool {
	for _, found := range variable.FindAllStringSubmatch(fmt.Sprint(values), -1) {
		if _, ok := s.Context[found[1]]; !ok && found[1] != "*" {
			return true
		}
	}
	return false
}
