package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-lambda-go/cfn"
)

// Properties of Custom::EnrollmentTicket. CloudFormation sends numbers and booleans
// as strings.
type properties struct {
	ticket       ticketRequest
	LinkSecretID string // the secret of Secrets Manager that gets the link
	ReturnURL    bool   // the resource has the attribute Url
}

func parseProperties(given map[string]any) (p properties, err error) {
	for name, value := range given {
		text, ok := value.(string)
		if !ok {
			return p, fmt.Errorf("the property %s must be a string", name)
		}
		switch name {
		case "ServiceToken", "ServiceTimeout": // CloudFormation's own
		case "UserName":
			p.ticket.UserName = text
		case "VirtualMFADeviceName":
			p.ticket.VirtualMFADeviceName = text
		case "Path":
			p.ticket.Path = text
		case "ReplacedSerialNumber":
			p.ticket.ReplacedSerialNumber = text
		case "DurationSeconds":
			p.ticket.DurationSeconds, err = strconv.Atoi(text)
		case "RequireApproval":
			p.ticket.RequireApproval, err = strconv.ParseBool(text)
		case "LinkSecretId":
			p.LinkSecretID = text
		case "ReturnUrl":
			p.ReturnURL, err = strconv.ParseBool(text)
		default:
			return p, fmt.Errorf("the property %s is unknown", name)
		}
		if err != nil {
			return p, fmt.Errorf("the property %s must not be %q", name, text)
		}
	}
	if p.ticket.UserName == "" {
		return p, errors.New("the property UserName is missing")
	}
	if p.LinkSecretID == "" && !p.ReturnURL {
		return p, errors.New("the link needs a place: LinkSecretId names a secret of Secrets Manager, " +
			"ReturnUrl: true makes it the attribute Url")
	}
	if p.ticket.VirtualMFADeviceName == "" {
		p.ticket.VirtualMFADeviceName = p.ticket.UserName // so that a repeated event names the same device
	}
	return p, nil
}

func userOf(event cfn.Event) string {
	name, _ := event.ResourceProperties["UserName"].(string)
	return name
}
