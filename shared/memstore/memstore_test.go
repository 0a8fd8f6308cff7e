package memstore_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) mfa.Store { return memstore.New(time.Now) })
}
