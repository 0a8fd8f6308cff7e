package policy

import (
	"slices"
	"strings"
)

// takes reports whether the resource is of a kind that the action takes. The
// simulator denies implicitly what is not, even under an Allow of everything.
func takes(action, resource string) bool {
	if resource == "*" {
		return true
	}
	service, name, _ := strings.Cut(strings.ToLower(action), ":")
	parts := strings.SplitN(resource, ":", arnParts)
	kind, _, _ := strings.Cut(parts[arnParts-1], "/")
	switch {
	case service == "sts" && slices.Contains(trustableActions, strings.ToLower(action)):
		return parts[2] == "iam" && kind == "role" || parts[2] == "sts"
	case service != parts[2]:
		return false
	case service != "iam":
		return true
	}
	for _, t := range iamResources {
		if slices.Contains(t.actions, name) {
			return t.kind == kind
		}
	}
	return true
}

// iamResources are the kinds of resources that IAM's actions take (Service
// Authorization Reference), of the actions that this project knows. Actions with
// the kind * take no ARN. Names are in lower case.
var iamResources = []struct {
	kind    string
	actions []string
}{
	{"mfa", []string{
		"createvirtualmfadevice", "deletevirtualmfadevice", "listmfadevicetags", "tagmfadevice",
		"untagmfadevice",
	}},
	{"user", []string{
		"attachuserpolicy", "createaccesskey", "createuser", "deactivatemfadevice",
		"deleteaccesskey", "deleteuser", "deleteuserpermissionsboundary", "deleteuserpolicy",
		"detachuserpolicy", "enablemfadevice", "getmfadevice", "getuser", "getuserpolicy",
		"listaccesskeys", "listattacheduserpolicies", "listgroupsforuser", "listmfadevices",
		"listuserpolicies", "listusertags", "putuserpermissionsboundary", "putuserpolicy",
		"resyncmfadevice", "taguser", "untaguser", "updateaccesskey", "updateuser",
	}},
	{"group", []string{
		"addusertogroup", "attachgrouppolicy", "creategroup", "deletegroup", "deletegrouppolicy",
		"detachgrouppolicy", "getgroup", "getgrouppolicy", "listattachedgrouppolicies",
		"listgrouppolicies", "putgrouppolicy", "removeuserfromgroup", "updategroup",
	}},
	{"role", []string{
		"attachrolepolicy", "createrole", "deleterole", "deleterolepermissionsboundary",
		"deleterolepolicy", "detachrolepolicy", "getrole", "getrolepolicy",
		"listattachedrolepolicies", "listrolepolicies", "listroletags", "passrole",
		"putrolepermissionsboundary", "putrolepolicy", "tagrole", "untagrole",
		"updateassumerolepolicy", "updaterole", "updateroledescription",
	}},
	{"policy", []string{
		"createpolicy", "createpolicyversion", "deletepolicy", "deletepolicyversion", "getpolicy",
		"getpolicyversion", "listentitiesforpolicy", "listpolicytags", "listpolicyversions",
		"setdefaultpolicyversion", "tagpolicy", "untagpolicy",
	}},
	{"*", []string{
		"getcontextkeysforcustompolicy", "listgroups", "listpolicies", "listroles", "listusers",
		"listvirtualmfadevices", "simulatecustompolicy",
	}},
}

// resourceTemplate is the EvalResourceName over several resources, from AWS's
// catalogue of actions. We have the catalogue of IAM, and of S3 what was recorded.
func resourceTemplate(action string) string {
	service, name, _ := strings.Cut(strings.ToLower(action), ":")
	switch {
	case service == "iam":
		return "arn:aws:iam::${Account}:${ResourceType}/${ResourceName}"
	case service == "s3" && (strings.Contains(name, "object") || strings.Contains(name, "upload")):
		return "arn:aws:s3:::${BucketName}/${KeyName}"
	}
	return "*"
}
