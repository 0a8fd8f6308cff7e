package local

import (
	"cmp"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Regions are those that clients of a partition are told to sign for. The server
// takes any; clients derive the partition from it.
var Regions = map[string]string{"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}

const (
	shownItems   = 100 // users, and devices, that the page shows
	shownRecords = 30
)

// A pageState is what the first page shows. It has no secrets.
type pageState struct {
	Now       time.Time        `json:"now"`
	Version   string           `json:"version"`
	AccountID string           `json:"accountId"`
	Partition string           `json:"partition"`
	Region    string           `json:"region"`
	Hardware  bool             `json:"hardware"` // whether there is the page for hardware tokens
	Users     []pageUser       `json:"users"`
	Devices   []pageDevice     `json:"devices"`
	Truncated bool             `json:"truncated"` // there are more users or devices
	Records   []endpoint.Event `json:"records"`   // the last first
}

type pageUser struct {
	UserName   string    `json:"userName"`
	ARN        string    `json:"arn"`
	Created    time.Time `json:"created"`
	Devices    int       `json:"devices"`
	AccessKeys int       `json:"accessKeys"`
}

type pageDevice struct {
	SerialNumber string     `json:"serialNumber"`
	UserName     string     `json:"userName,omitempty"` // "" for the account root
	Enabled      *time.Time `json:"enabled,omitempty"`  // nil while unassigned
}

// recent keeps the last audit records, for the page.
type recent struct {
	mu     sync.Mutex
	events []endpoint.Event
}

func (r *recent) add(e endpoint.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == shownRecords {
		r.events = slices.Delete(r.events, 0, 1)
	}
	r.events = append(r.events, e)
}

func (r *recent) lastFirst() []endpoint.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := append([]endpoint.Event{}, r.events...) // never null in JSON
	slices.Reverse(events)
	return events
}

// isPage reports whether a browser asks for the first page. Anything else that
// sends GET gets the API's answer.
func isPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.URL.RawQuery == "" &&
		r.URL.Path == "/" && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// onThisMachine rejects requests under a name that an attacker might have pointed
// here, so that a page of another origin cannot read the answers.
func onThisMachine(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "open this page under a loopback address, such as http://127.0.0.1:4599/", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func (s *Server) serveState(w http.ResponseWriter, r *http.Request) {
	state, err := s.pageState(r.Context())
	if err != nil {
		http.Error(w, "the state could not be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(state)
}

func (s *Server) pageState(ctx context.Context) (pageState, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	partition := cmp.Or(s.config.Partition, "aws")
	state := pageState{
		Now:       s.config.Clock.Now().UTC(),
		Version:   Version(),
		AccountID: s.config.AccountID,
		Partition: partition,
		Region:    Regions[partition],
		Hardware:  s.config.Hardware,
		Users:     []pageUser{},
		Devices:   []pageDevice{},
		Records:   s.recent.lastFirst(),
	}
	users, moreUsers, err := s.config.State.Users(ctx, "", shownItems)
	if err != nil {
		return pageState{}, err
	}
	for _, listed := range users {
		u, err := s.config.State.User(ctx, listed.Name)
		if err != nil {
			continue // deleted meanwhile
		}
		state.Users = append(state.Users, pageUser{
			UserName:   u.Name,
			ARN:        "arn:" + partition + ":iam::" + s.config.AccountID + ":user" + u.Path + u.Name,
			Created:    u.Created,
			Devices:    len(u.Devices),
			AccessKeys: len(u.Keys),
		})
	}
	devices, moreDevices, err := s.config.State.Devices(ctx, mfa.AnyAssignment, "", shownItems)
	if err != nil {
		return pageState{}, err
	}
	for _, d := range devices {
		shown := pageDevice{SerialNumber: d.Serial}
		if d.Owner != nil {
			shown.UserName, shown.Enabled = d.Owner.Name, &d.Enabled
		}
		state.Devices = append(state.Devices, shown)
	}
	slices.SortFunc(state.Users, func(a, b pageUser) int { return cmp.Compare(a.UserName, b.UserName) })
	slices.SortFunc(state.Devices, func(a, b pageDevice) int { return cmp.Compare(a.SerialNumber, b.SerialNumber) })
	state.Truncated = moreUsers != "" || moreDevices != ""
	return state, nil
}
