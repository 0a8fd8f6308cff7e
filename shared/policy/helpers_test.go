package policy_test

// trust is a trust policy for the principal, which is JSON.
func trust(principal string, more ...string) string {
	statement := `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal
	for _, m := range more {
		statement += "," + m
	}
	return statements(statement + "}")
}
