package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// walkOrder is every operation that answers for a virtual device, in an order
// that leaves nothing behind.
var walkOrder = []string{
	"CreateUser",
	"GetUser",
	"ListUsers",
	"CreateAccessKey",
	"ListAccessKeys",
	"GetCallerIdentity",
	"CreateVirtualMFADevice",
	"TagMFADevice",
	"ListMFADeviceTags",
	"UntagMFADevice",
	"ListVirtualMFADevices",
	"EnableMFADevice",
	"ListMFADevices",
	"GetSessionToken",
	"ResyncMFADevice",
	"DeactivateMFADevice",
	"DeleteVirtualMFADevice",
	"UpdateAccessKey",
	"DeleteAccessKey",
	"DeleteUser",
}

// A walker is one user of a walk through walkOrder.
type walker struct {
	user   string
	now    time.Time
	key    aws.Credentials
	device device
}

// walk times each operation once. What moto does not have, it answers with a
// 5xx and gets no time for.
func (s *server) walk(ctx context.Context, user string, times map[string][]time.Duration) error {
	now, err := s.freshWindow()
	if err != nil {
		return err
	}
	w := walker{user: user, now: now}
	for _, action := range walkOrder {
		as := s.root
		if action == "GetSessionToken" {
			as = w.key
		}
		params, err := w.params(action)
		if err != nil {
			return err
		}
		start := time.Now()
		answer, err := s.call(ctx, as, action, params...)
		took := time.Since(start)
		if err != nil && s.name == "moto" {
			continue
		}
		if err == nil {
			err = w.learn(action, answer)
		}
		if err != nil {
			return err
		}
		times[action] = append(times[action], took)
	}
	return nil
}

// params are the request that the catalogue has for an operation, as parameters of
// the Query protocol. What it makes is named after the walker's user.
func (w *walker) params(action string) ([]string, error) {
	entry, exists := mfatest.EntryOf(action)
	if !exists {
		return nil, fmt.Errorf("mfatest.Catalogue has no entry of %s", action)
	}
	values := map[string]string{"$user": w.user, "$key": w.key.AccessKeyID, "$serial": w.device.serial}
	if w.device.serial != "" {
		shift := int(entry.Shift)
		values["$older"], values["$newer"] = w.device.code(w.now, shift-1), w.device.code(w.now, shift)
		values["$code"] = values["$newer"]
	}
	body := strings.ReplaceAll(entry.Fill(values), `"new"`, strconv.Quote(w.user))
	var members any
	if err := json.Unmarshal([]byte(body), &members); err != nil {
		return nil, err
	}
	return flattened("", members), nil
}

// flattened are the parameters for a member of a request and what is in it, by
// the rules of the Query protocol.
func flattened(name string, member any) (params []string) {
	switch member := member.(type) {
	case map[string]any:
		for key, value := range member {
			params = append(params, flattened(strings.TrimPrefix(name+"."+key, "."), value)...)
		}
	case []any:
		for i, value := range member {
			params = append(params, flattened(fmt.Sprintf("%s.member.%d", name, i+1), value)...)
		}
	default:
		params = []string{name, fmt.Sprint(member)}
	}
	return params
}

// learn keeps what later operations need.
func (w *walker) learn(action, answer string) (err error) {
	switch action {
	case "CreateVirtualMFADevice":
		w.device, err = parseDevice(answer)
	case "CreateAccessKey":
		w.key = parseKey(answer)
	}
	return err
}
