package policy

import "strings"

// isTrustable reports whether a principal has a form that a trust policy may
// name.
func (v *PrincipalValue) isTrustable() bool {
	switch v.Type {
	case "Service", "Federated":
		return v.Value != ""
	case "AWS":
		return v.Value == "*" || isAccountID(v.Value) || isUniqueID(v.Value) || isPrincipalARN(v.Value)
	}
	return false
}

func isAccountID(s string) bool {
	return len(s) == 12 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// isUniqueID reports whether s has the form of a user's or role's id, which is
// what a deleted principal leaves behind.
func isUniqueID(s string) bool {
	return len(s) >= 16 && (strings.HasPrefix(s, "AIDA") || strings.HasPrefix(s, "AROA")) &&
		!strings.ContainsFunc(s, func(r rune) bool { return !isAlphanumeric(r) })
}

// isPrincipalARN reports whether s is the ARN of something that can call: root, a
// user, a role, a session of a role, or a federated user.
func isPrincipalARN(s string) bool {
	parts := strings.SplitN(s, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" || parts[3] != "" || !isAccountID(parts[4]) {
		return false
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	switch parts[2] + " " + kind {
	case "iam root":
		return parts[5] == "root"
	case "iam user", "iam role", "sts federated-user":
		return name != "" && !strings.ContainsAny(name, "*?")
	case "sts assumed-role":
		role, session, _ := strings.Cut(name, "/")
		return role != "" && session != "" && !strings.ContainsAny(name, "*?")
	}
	return false
}
