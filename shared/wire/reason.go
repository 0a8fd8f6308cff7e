package wire

// A Reason says in the audit record what the sender of a refused request is not
// told.
type Reason string

// The reasons why a request is refused, or a code is not accepted.
const (
	BudgetExhausted Reason = "budget exhausted"  // too many attempts in a window, a day or a month
	Locked          Reason = "locked"            // too many failures in a row
	MalformedCode   Reason = "malformed"         // not six ASCII digits
	NoSuchDevice    Reason = "no such device"    // of this user
	NotFromTheEdge  Reason = "not from the edge" // it lacks the edge's secret
	Panicked        Reason = "panic"
	SpentMeanwhile  Reason = "spent meanwhile" // another request redeemed the code first
	DeviceGone      Reason = "the session's device was deactivated"
	InactiveKey     Reason = "inactive access key"
	UnknownKey      Reason = "unknown access key"
	UnknownToken    Reason = "unknown session token"
	UserGone        Reason = "the key's or session's user is gone"
	WrongCode       Reason = "wrong"
)

// LockedOut reports whether an attempt was refused before its code was looked
// at, because of the attempts before it.
func (r Reason) LockedOut() bool { return r == Locked || r == BudgetExhausted }

// Refused reports whether a code was judged, and not accepted.
func (r Reason) Refused() bool { return r == WrongCode || r == SpentMeanwhile }
