package terraformtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// The provider reads a device by listing all devices of the account. What a page
// costs must therefore not depend on how many there are.
func TestAWalkThroughAllDevicesCostsOneQueryAPageAndOneMore(t *testing.T) {
	database, calls := countedDatabase(t)
	work := t.TempDir()
	exports, stop, err := startServer(t.Context(), work, "-dynamodb", database, "-create-table",
		"-table", "pages", "-key-file", filepath.Join(work, "key"))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	c := client(func(name string) string {
		for _, export := range exports {
			if value, ok := strings.CutPrefix(export, name+"="); ok {
				return value
			}
		}
		return ""
	})
	sizes := []int{10, 100, 250}
	if *every {
		sizes = append(sizes, 1000)
	}
	made := 0
	for _, n := range sizes {
		for ; made < n; made++ {
			name := fmt.Sprintf("d%d", made)
			if _, err := c.CreateVirtualMFADevice(
				t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &name},
			); err != nil {
				t.Fatal(err)
			}
		}
		calls.reset()
		pages, seen := 0, map[string]bool{}
		for p := iam.NewListVirtualMFADevicesPaginator(c, &iam.ListVirtualMFADevicesInput{}); p.HasMorePages(); pages++ {
			page, err := p.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page.VirtualMFADevices {
				seen[*d.SerialNumber] = true
			}
		}
		if want := (n + 99) / 100; pages != want || len(seen) != n {
			t.Errorf("%d devices: %d in %d pages, want %d pages", n, len(seen), pages, want)
		}
		// One page has devices of both parts of the listing. Each request reads its access key.
		got := calls.counts()
		if want := fmt.Sprintf("map[GetItem:%d Query:%d]", pages, pages+1); fmt.Sprint(got) != want {
			t.Errorf("%d devices in %d pages: %v calls of DynamoDB, want %s", n, pages, got, want)
		}
		t.Logf("%d devices: %d pages, %v", n, pages, got)
	}
}

// A tally counts calls of DynamoDB by their operation.
type tally struct {
	mu    sync.Mutex
	calls map[string]int
}

func (c *tally) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = map[string]int{}
}

func (c *tally) counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// countedDatabase is DynamoDB Local behind a proxy that counts.
func countedDatabase(t *testing.T) (endpoint string, calls *tally) {
	t.Helper()
	target, err := url.Parse(tooltest.DynamoDBLocal(t))
	if err != nil {
		t.Fatal(err)
	}
	calls = &tally{calls: map[string]int{}}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		calls.mu.Lock()
		calls.calls[operation]++
		calls.mu.Unlock()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}
