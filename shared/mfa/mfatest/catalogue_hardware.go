package mfatest

import "github.com/virtual-mfa/virtual-mfa/shared/mfa"

// oneToken has the seed of RFC 6238's examples.
const oneToken = `{"Devices":[{"SerialNumber":"GAHT12345678","Base32StringSeed":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}]}`

// hardwareEntries are those of hardware devices.
func hardwareEntries() []Entry {
	imported := []Before{{mfa.ImportMFADevices, oneToken}}
	return []Entry{
		{
			Operation: mfa.ImportMFADevices,
			Body:      oneToken,
			DynamoDB:  1,
			KMS:       1, // seals the seed
		},
		{
			Operation: mfa.ListHardwareMFADevices,
			Body:      `{"AssignmentStatus":"Unassigned","MaxItems":1}`,
			Before:    imported,
			DynamoDB:  2, // a page of one asks both parts of the index
		},
		{
			Operation: mfa.DeleteHardwareMFADevice,
			Body:      `{"SerialNumber":"GAHT12345678"}`,
			Before:    imported,
			Again:     mfa.NoSuchEntity,
			DynamoDB:  2, // reads the device, deletes it
		},
	}
}
