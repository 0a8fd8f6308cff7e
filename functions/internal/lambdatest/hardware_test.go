package lambdatest

// hardware tries an import, which only reads, and lists what there is.
func (l *life) hardware(root signer) {
	l.t.Helper()
	const dryRun = `{"DryRun":true,"Devices":[{"SerialNumber":"GAHT12345679",` +
		`"Base32StringSeed":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}]}`
	l.call(root, 200, "ImportMFADevices", dryRun)
	l.call(root, 200, "ListHardwareMFADevices", "{}")
}
