package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

func TestTheModelOfHistoriesOfTokensKnowsWhatCannotBe(t *testing.T) {
	op := func(begin, end int64, c tokenCall, output string) porcupine.Operation {
		return porcupine.Operation{Input: c, Call: begin, Return: end, Output: output}
	}
	imported := func(begin, end int64, output string) porcupine.Operation {
		return op(begin, end, tokenCall{operation: importDevice}, output)
	}
	deleted := func(begin, end int64, output string) porcupine.Operation {
		return op(begin, end, tokenCall{operation: deleteHardware}, output)
	}
	enabled := func(begin, end int64, user, pair int, output string) porcupine.Operation {
		return op(begin, end, tokenCall{operation: enable, user: user, pair: pair}, output)
	}
	taken := func(begin, end int64, user int, output string) porcupine.Operation {
		return op(begin, end, tokenCall{operation: deactivate, user: user}, output)
	}
	login := func(begin, end int64, user, step int, output string) porcupine.Operation {
		return op(begin, end, tokenCall{operation: getSessionToken, user: user, step: step}, output)
	}
	listed := func(at int64, user int, output string) porcupine.Operation {
		return op(at, at+1, tokenCall{operation: listDevices, user: user}, output)
	}
	first := imported(0, 1, done)
	histories := map[string]madeUp{
		"imported twice, and once": {[]porcupine.Operation{first, imported(2, 3, alreadyThere)}, true},
		"imported twice":           {[]porcupine.Operation{first, imported(2, 3, done)}, false},
		"there before an import":   {[]porcupine.Operation{imported(0, 1, alreadyThere)}, false},
		"enabled, and listed": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), listed(4, 1, has),
			listed(6, 2, hasNot)}, true},
		"enabled, and not listed": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), listed(4, 1, hasNot)}, false},
		"two users, one token": {[]porcupine.Operation{first, enabled(2, 9, 1, 0, done), enabled(2, 9, 2, 0, exists),
			listed(10, 1, has)}, true},
		"two users have one token": {[]porcupine.Operation{first, enabled(2, 9, 1, 0, done),
			enabled(2, 9, 2, 1, done)}, false},
		"refused as used by the other, who has it not": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, exists),
			enabled(4, 5, 2, 0, done)}, false},
		"enabled or deleted": {[]porcupine.Operation{first, enabled(2, 9, 1, 0, done), deleted(2, 9, inUse)}, true},
		"deleted or enabled": {[]porcupine.Operation{first, enabled(2, 9, 1, 0, missing), deleted(2, 9, done)}, true},
		"enabled and deleted": {[]porcupine.Operation{first, enabled(2, 9, 1, 0, done),
			deleted(2, 9, done), listed(10, 1, has)}, false},
		"deleted, imported and enabled": {[]porcupine.Operation{first, deleted(2, 9, done), imported(2, 9, done),
			enabled(2, 9, 1, 0, done)}, true},
		"in use, by no user": {[]porcupine.Operation{first, deleted(2, 3, inUse)}, false},
		"deleted soon after its use": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			deleted(6, 7, done)}, false},
		"not deleted soon after its use": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			deleted(6, 7, usedUp)}, true},
		"not deleted, and never used": {[]porcupine.Operation{first, deleted(2, 3, usedUp)}, false},
		"back in stock, and another's": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			enabled(6, 7, 2, 1, done), listed(8, 2, has)}, true},
		"enabled with codes of the user before": {[]porcupine.Operation{first, enabled(2, 3, 1, 1, done),
			taken(4, 5, 1, done), enabled(6, 7, 2, 1, done)}, false},
		"with codes of before those": {[]porcupine.Operation{first, enabled(2, 3, 1, 1, done),
			taken(4, 5, 1, done), enabled(6, 7, 2, 0, done)}, false},
		"later codes are wrong": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			enabled(6, 7, 2, 1, wrong)}, false},
		"not back in stock": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			enabled(6, 7, 2, 1, exists)}, false},
		"taken from the wrong user": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 2, done)}, false},
		"one session a code": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), login(4, 5, 1, 1, opened),
			login(6, 7, 1, 2, opened), login(8, 9, 1, 1, wrong)}, true},
		"two sessions of one code": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), login(4, 9, 1, 1, opened),
			login(4, 9, 1, 1, opened)}, false},
		"two sessions of one code, of two users": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done),
			login(4, 5, 1, 2, opened), taken(6, 7, 1, done), enabled(8, 9, 2, 1, done), login(10, 11, 2, 2, opened)}, false},
		"a right code is wrong": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), login(4, 5, 1, 1, wrong)}, false},
		"a code of long before": {[]porcupine.Operation{first, enabled(2, 3, 1, 2, done), login(4, 5, 1, 1, opened)}, false},
		"a session for the other user": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done),
			login(4, 5, 2, 1, opened)}, false},
		"a session after it was taken": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 5, 1, done),
			login(6, 7, 1, 1, opened)}, false},
		"interrupted": {[]porcupine.Operation{first, enabled(2, 3, 1, 0, done), taken(4, 9, 1, done),
			login(5, 6, 1, 1, wrong)}, true},
		"lost, and enabled": {[]porcupine.Operation{first, enabled(2, never, 1, 0, unknown), listed(3, 1, hasNot),
			listed(5, 1, has)}, true},
		"lost, and both have it": {[]porcupine.Operation{first, enabled(2, never, 1, 0, unknown),
			enabled(3, 4, 2, 0, done), listed(5, 1, has), listed(7, 2, has)}, false},
		"a conflict":              {[]porcupine.Operation{first, enabled(2, 9, 1, 0, done), deleted(5, 6, conflict)}, true},
		"a conflict with nothing": {[]porcupine.Operation{first, deleted(5, 6, conflict)}, false},
	}
	checkMadeUp(t, tokenModel, markTokens, histories)
}
