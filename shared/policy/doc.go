// Package policy is the policy language of AWS IAM: it reads and checks policy
// documents, and decides whether the documents that apply to a request allow it.
//
// # Use
//
// [Parse] reads a document of a [Kind] and refuses a malformed one in IAM's words.
// Parsing costs some tens of microseconds, so keep the [Document]: it does not
// change and serves any number of goroutines.
//
// A [Set] is every document that has a say in a request, by [Layer]: the identity
// policies of the user and its groups, the permissions boundary, session policies,
// and the trust or resource policy of the target. [Set.Evaluate] judges a
// [Request] and returns a [Decision], which says what decided and writes IAM's
// message ([Decision.Denied]).
//
// Condition keys come from a [Context], which is asked only for keys that a
// document names. What is expensive to know can be left unread: [Set.Names] tells
// whether any document asks for it.
//
// [Simulate] and [ContextKeys] answer as IAM's policy simulator does. [Check]
// finds the mistakes that people make when they require MFA, and [Set.MFARow]
// shows what a set decides for each way to call.
//
// # Rules
//
// A matching Deny in any layer denies. Otherwise each layer that exists must have
// a matching Allow. A trust policy must allow; if it names the caller itself and
// not just the caller's account, the identity policies need not. A resource policy
// in the caller's account allows by itself. A policy that cannot be read denies
// ([Policy]): there is no fallback.
//
// The rules are those of the IAM User Guide (Policy evaluation logic; JSON policy
// element reference), and where the guide is silent those of recorded answers, see
// testdata. Three points are unlike what many expect:
//
//   - A condition on a key that the request does not have is false, but the negated
//     operators (StringNotEquals, …) are true, and so is every operator with IfExists.
//   - A multivalued key such as aws:TagKeys never matches an operator without
//     ForAllValues or ForAnyValue.
//   - ${…} is a variable only in Version 2012-10-17.
//
// # What it does not know
//
// Users, devices, sessions, the clock and storage: a caller brings them as context
// and layers. Root is not evaluated, and sts:GetCallerIdentity and
// sts:GetSessionToken need no permission; both are for the caller to know. Service
// and resource control policies are not evaluated.
package policy
