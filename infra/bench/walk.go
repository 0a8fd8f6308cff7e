package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
		start := time.Now()
		answer, err := s.call(ctx, as, action, w.params(action)...)
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

func (w *walker) params(action string) []string {
	switch action {
	case "ListUsers", "ListVirtualMFADevices":
		return []string{"MaxItems", "100"}
	case "CreateVirtualMFADevice":
		return []string{"VirtualMFADeviceName", w.user}
	case "TagMFADevice":
		return []string{"SerialNumber", w.device.serial, "Tags.member.1.Key", "team", "Tags.member.1.Value", "red"}
	case "UntagMFADevice":
		return []string{"SerialNumber", w.device.serial, "TagKeys.member.1", "team"}
	case "ListMFADeviceTags", "DeleteVirtualMFADevice":
		return []string{"SerialNumber", w.device.serial}
	case "EnableMFADevice":
		return w.device.pair(w.user, w.now, -1)
	case "ResyncMFADevice":
		return w.device.pair(w.user, w.now, 1)
	case "GetSessionToken":
		return []string{"SerialNumber", w.device.serial, "TokenCode", w.device.code(w.now, 0)}
	case "DeactivateMFADevice":
		return []string{"UserName", w.user, "SerialNumber", w.device.serial}
	case "UpdateAccessKey":
		return []string{"UserName", w.user, "AccessKeyId", w.key.AccessKeyID, "Status", "Inactive"}
	case "DeleteAccessKey":
		return []string{"UserName", w.user, "AccessKeyId", w.key.AccessKeyID}
	}
	return []string{"UserName", w.user}
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
