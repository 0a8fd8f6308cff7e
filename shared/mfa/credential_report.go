package mfa

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

const (
	// renewAfter is how old a report must be before another one is made (IAM user
	// guide, "Get credential reports for your AWS account").
	renewAfter = 4 * time.Hour
	// expireAfter is how long a report is handed out (text D): tools fetch it once a
	// day without asking for another.
	expireAfter = 24 * time.Hour

	// maxReport is how many bytes a report may have. In base64 it must fit into the
	// answer of a Lambda function, of 6 MB, and compressed into an item of
	// DynamoDB, of 400 KB: some 13,000 users.
	maxReport           = 4_400_000
	maxCompressedReport = 390_000
)

// reportColumns are AWS's, in its order (text A).
var reportColumns = []string{
	"user",
	"arn",
	"user_creation_time",
	"password_enabled",
	"password_last_used",
	"password_last_changed",
	"password_next_rotation",
	"mfa_active",
	"access_key_1_active",
	"access_key_1_last_rotated",
	"access_key_1_last_used_date",
	"access_key_1_last_used_region",
	"access_key_1_last_used_service",
	"access_key_2_active",
	"access_key_2_last_rotated",
	"access_key_2_last_used_date",
	"access_key_2_last_used_region",
	"access_key_2_last_used_service",
	"cert_1_active",
	"cert_1_last_rotated",
	"cert_2_active",
	"cert_2_last_rotated",
}

// What stands in the report for what is not there, and for what is not known.
const (
	notApplicable = "N/A"
	noInformation = "no_information"
	notSupported  = "not_supported"
)

// report writes the report of the account as it is now: the root first, then the
// users in order of their names. Its last line does not end with a line feed.
func (s *Service) report(ctx context.Context, c Caller) ([]byte, error) {
	root, err := s.rootRow(ctx, c)
	if err != nil {
		return nil, err
	}
	account, err := s.store.Account(ctx)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	err = each(ctx, s.store.Users, func(page []User) error {
		added, err := s.userRows(ctx, account, page)
		rows = append(rows, added...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b []string) int {
		return strings.Compare(strings.ToLower(a[0]), strings.ToLower(b[0]))
	})
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(append([][]string{reportColumns, root}, rows...)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// rootKeys returns the account root's access keys. The one that signed the
// request is one of them, even if the store does not know whose it is.
func (s *Service) rootKeys(ctx context.Context, c Caller) ([]AccessKey, error) {
	keys, err := s.store.RootAccessKeys(ctx)
	isCallers := func(k AccessKey) bool { return k.ID == c.keyID }
	if err != nil || !c.isRoot() || c.session != nil || slices.ContainsFunc(keys, isCallers) {
		return keys, err
	}
	own, err := s.store.AccessKey(ctx, c.keyID)
	return append(keys, own), err
}

func (s *Service) rootRow(ctx context.Context, c Caller) ([]string, error) {
	keys, err := s.rootKeys(ctx, c)
	if err != nil {
		return nil, err
	}
	devices, err := s.rootDevices(ctx)
	if err != nil {
		return nil, err
	}
	row := []string{
		"<root_account>",
		s.rootARN(),
		reportDate(s.accountCreated, noInformation),
		"false",
		noInformation,
		notSupported,
		notSupported,
		fmt.Sprint(len(devices) > 0),
	}
	return append(row, keyColumns(keys)...), nil
}

// userRows are the rows of some users.
func (s *Service) userRows(ctx context.Context, account Account, listed []User) (rows [][]string, err error) {
	var names, ids []string
	for _, u := range listed {
		names = append(names, u.Name)
	}
	found, err := s.store.Lookup(ctx, Names{Users: names})
	if err != nil {
		return nil, err
	}
	for _, u := range found.Users {
		ids = append(ids, u.Keys...)
	}
	keys := map[string][]AccessKey{}
	read, err := s.store.AccessKeys(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range read {
		keys[k.UserID] = append(keys[k.UserID], k)
	}
	for _, u := range found.Users {
		row := []string{u.Name, s.userARN(u.Path, u.Name), reportDate(u.Created, notApplicable)}
		row = append(row, passwordColumns(account, u)...)
		row = append(row, fmt.Sprint(len(u.Devices) > 0))
		rows = append(rows, append(row, keyColumns(keys[u.ID])...))
	}
	return rows, nil
}

func passwordColumns(account Account, u User) []string {
	if u.LoginProfile == nil {
		return []string{"false", notApplicable, notApplicable, notApplicable}
	}
	changed, next := u.LoginProfile.PasswordChanged, notApplicable
	if p := account.PasswordPolicy; p != nil && p.MaxAge > 0 {
		next = reportDate(changed.AddDate(0, 0, int(p.MaxAge)), notApplicable)
	}
	return []string{"true", noInformation, reportDate(changed, notApplicable), next}
}

// keyColumns are those of two access keys and of two certificates, of which
// there are none.
func keyColumns(keys []AccessKey) (columns []string) {
	slices.SortFunc(keys, func(a, b AccessKey) int { return strings.Compare(a.ID, b.ID) })
	for i := range MaxAccessKeysPerUser {
		var k AccessKey
		if i < len(keys) {
			k = keys[i]
		}
		columns = append(columns,
			fmt.Sprint(k.Status == Active),
			reportDate(k.Created, notApplicable),
			reportDate(k.LastUsed.Date, notApplicable),
			cmp.Or(k.LastUsed.Region, notApplicable),
			cmp.Or(string(k.LastUsed.Service), notApplicable))
	}
	return append(columns, "false", notApplicable, "false", notApplicable)
}

// reportDate writes a time, or what stands for none.
func reportDate(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func compressed(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decompressed(content []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("the credential report: %w", err)
	}
	return io.ReadAll(io.LimitReader(r, maxReport+1))
}
