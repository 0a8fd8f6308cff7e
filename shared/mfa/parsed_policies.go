package mfa

import (
	"crypto/sha256"
	"sync"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// maxParsed is how many documents a service keeps parsed. When there are more
// it starts over: a parsed document is cheap to make again.
const maxParsed = 1024

// parsedPolicies caches parsed documents by their text and kind. Principals with
// the same text share one entry.
type parsedPolicies struct {
	mu   sync.Mutex
	kept map[[sha256.Size]byte]*policy.Document
}

// parsed parses a stored document, or returns it as it was parsed before. A
// document that cannot be read is nil, and denies everything.
func (s *Service) parsed(document policyText, kind policy.Kind) policy.Policy {
	cache := s.parsedPolicies
	key := sha256.Sum256(append([]byte(document.text), byte(kind)))
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if known, ok := cache.kept[key]; ok {
		return policy.Policy{Name: document.name, Document: known}
	}
	read, err := policy.Parse(document.text, kind)
	if err != nil {
		read = nil
	}
	if cache.kept == nil || len(cache.kept) >= maxParsed {
		cache.kept = map[[sha256.Size]byte]*policy.Document{}
	}
	cache.kept[key] = read
	return policy.Policy{Name: document.name, Document: read}
}
