package policy

import (
	"slices"
	"strings"
)

// partitions are AWS's.
var partitions = []string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// iamPaths are the beginnings of the last part of an IAM ARN.
var iamPaths = []string{
	"user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/",
	"server-certificate/", "policy/", "sms-mfa/", "saml-provider/", "oidc-provider/",
	"report/", "access-report/",
}

// maskVariables replaces the colons inside ${…}, so that they do not look like
// those of an ARN.
func maskVariables(resource string, variables bool) string {
	if !variables || !strings.Contains(resource, "${") {
		return resource
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(resource, "${")
		inside, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return b.String() + resource
		}
		b.WriteString(before + "${" + strings.ReplaceAll(inside, ":", "-") + "}")
		resource = after
	}
}

// legacyResource reports whether IAM's older parser reads the resource: an ARN of
// a known partition has a service, and no empty part if it is too short.
func legacyResource(resource string) bool {
	parts := strings.Split(resource, ":")
	if len(parts) < 3 || !slices.Contains(partitions, parts[1]) {
		return true
	}
	return parts[2] != "" && (len(parts) >= arnParts || !strings.Contains(resource, "::"))
}

// resources checks each resource of a statement.
func (d *Document) resources(s *Statement) *Error {
	for _, resource := range s.resource.values {
		masked := maskVariables(resource, d.hasVariables())
		if text := resourceFault(resource, masked); text != "" {
			return malformed(text)
		}
	}
	return nil
}

// resourceFault returns IAM's text for a resource that it does not take.
func resourceFault(resource, masked string) string {
	if masked == "*" {
		return ""
	}
	first, rest, found := strings.Cut(masked, ":")
	if !found {
		return "Resource " + resource + ` must be in ARN format or "*".`
	}
	parts := strings.SplitN(rest, ":", arnParts-1)
	if partition := parts[0]; !slices.Contains(partitions, partition) {
		return `Partition "` + partition + `" is not valid for resource "arn:` + fill(parts) + `".`
	}
	if first != "arn" {
		return "Resource " + resource + ` must be in ARN format or "*".`
	}
	if len(parts) == 1 || strings.ContainsAny(parts[1], "*?$") {
		return "Resource vendor must be fully qualified and cannot contain regexes."
	}
	if len(parts) < arnParts-1 {
		return ""
	}
	return serviceFault(resource, parts[1], parts[2], parts[3], parts[4])
}

// fill joins the parts after the first and adds stars for what is missing.
func fill(parts []string) string {
	for len(parts) < arnParts-1 {
		parts = append(parts, "*")
	}
	return strings.Join(parts, ":")
}

// serviceFault knows the ARNs of IAM and S3. S3 has a region only together with
// an account: access points and batch jobs have both.
func serviceFault(resource, service, region, account, path string) string {
	switch {
	case service == "iam" && region != "":
		return "IAM resource " + resource + " cannot contain region information."
	case service == "s3" && region != "" && account == "":
		return "Resource " + resource + " can not contain region information."
	case service != "iam" || path == "*" || path == "root" || hasIAMPath(path):
		return ""
	}
	return `IAM resource path must either be "*", root, or start with ` +
		strings.Join(iamPaths, ", ") + "."
}

func hasIAMPath(path string) bool {
	return slices.ContainsFunc(iamPaths, func(prefix string) bool {
		return strings.HasPrefix(path, prefix)
	})
}
