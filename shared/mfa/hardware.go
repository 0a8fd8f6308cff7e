package mfa

import (
	"fmt"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// Hardware devices are tokens whose seeds their vendor chose. They are imported
// into the account's stock, and from there work as the IAM user guide says of
// physical devices: EnableMFADevice assigns one by its serial number,
// DeactivateMFADevice gives it back. AWS's own operations on virtual devices do
// not know them. Serial numbers are kept in upper case, so that no two differ by
// case only.

// errHardwareOff is what the operations on the stock answer where it is switched
// off.
var errHardwareOff = fail(ValidationError, "Hardware MFA devices are switched off for this account. "+
	"Start virtualmfa with -hardware, or deploy with the parameter HardwareDevices=on.")

// checkHardware refuses operations on the stock where it is switched off.
func (s *Service) checkHardware() error {
	if !s.hardware {
		return errHardwareOff
	}
	return nil
}

// hardwareSerial returns the serial number that an imported device gets, or why
// it gets none.
func hardwareSerial(given string) (serial, problem string) {
	// Checked as it was given: the upper case of some letters that are refused is ASCII.
	if broken := serialNumberType.broken(given); len(broken) > 0 {
		return "", "SerialNumber: " + broken[0]
	}
	serial = strings.ToUpper(given)
	if strings.HasPrefix(serial, "ARN:") {
		return "", "SerialNumber: an ARN names a virtual device"
	}
	return serial, ""
}

// importedSeed reads a seed in base32. A problem does not quote it.
func importedSeed(base32 string) (seed otp.Seed, problem string) {
	seed, err := otp.ParseSeed(base32)
	if err == nil {
		err = checkVendorSeed(seed)
	}
	if err != nil {
		return otp.Seed{}, "Base32StringSeed: " + err.Error()
	}
	return seed, ""
}

// checkVendorSeed refuses a seed of another length than vendors' seeds have.
func checkVendorSeed(seed otp.Seed) error {
	if seed.Short() || len(seed.Reveal()) > otp.MaxSeedSize {
		return fmt.Errorf("must have %d to %d bytes", otp.MinSeedSize, otp.MaxSeedSize)
	}
	return nil
}
