// Package dynamo is an mfa.Store on DynamoDB: one table, and conditional writes
// for every change.
//
// What a change relies on is a condition of its write, so nothing is ever
// locked, and a write that comes too late changes nothing. The SDK sends a
// write again when its answer is lost; so that this is no conflict with
// ourselves, every write has a random attempt id and asks for the item that
// it failed on (ReturnValuesOnConditionCheckFailure), and transactions take the
// id as their ClientRequestToken.
//
// The table is trusted for availability and freshness only: see "What the table
// is trusted for" in infra/docs/threat-model.md.
package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

var _ mfa.Store = (*Store)(nil)

// A Store keeps its items in one table.
type Store struct {
	client *dynamodb.Client
	table  string
	now    func() time.Time
	random io.Reader
}

// New returns a store on a table that CreateTable or template.yaml made. The
// client decides how long a call may take and how often the SDK tries; the time
// is read only to drop counters that have expired.
func New(client *dynamodb.Client, table string, now func() time.Time, random io.Reader) *Store {
	options := client.Options()
	options.Retryer = conflictRetryer{options.Retryer}
	return &Store{client: dynamodb.New(options), table: table, now: now, random: random}
}

// Check reports in one sentence why the table cannot be used.
func (s *Store) Check(ctx context.Context) error {
	_, err := s.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &s.table})
	var missing *types.ResourceNotFoundException
	switch {
	case errors.As(err, &missing):
		return fmt.Errorf("DynamoDB has no table %q", s.table)
	case err != nil:
		return fmt.Errorf("DynamoDB's table %q cannot be reached: %w", s.table, err)
	}
	return nil
}

// newAttempt draws the id of an attempt to write, by which the attempt knows
// itself when the SDK sends it again.
func (s *Store) newAttempt() (string, error) {
	id := make([]byte, 12)
	if _, err := io.ReadFull(s.random, id); err != nil {
		return "", fmt.Errorf("drawing an attempt id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(id), nil
}

// The listings.
const (
	allUsers       = "users"
	allDevices     = "devices"
	assignedList   = "assigned"
	unassignedList = "unassigned"
)

// shards are the parts of a listing: the first has the positions that begin
// with 0 to 7, the second the others, so that positions go up from one to the
// next. Two take 2,000 writes a second (DynamoDB developer guide, "Partitions
// and data distribution"), which is far above what the people of an account do,
// and let a page cross one border at most.
var shards = []string{"0", "8"}

// indexKeys are the keys of an item: in the table and in its listing.
type indexKeys struct {
	PK       string `dynamodbav:"pk"`
	Listing  string `dynamodbav:"listing"`
	Position string `dynamodbav:"position"`
}

func indexKeysOf(pk, list string) indexKeys { return indexKeys{pk, shardOf(list, pk), positionOf(pk)} }

// positionOf is a hash, so that a marker is short however long the key is, and
// both parts of a listing get as much.
func positionOf(pk string) string {
	sum := sha256.Sum256([]byte(pk))
	return hex.EncodeToString(sum[:16])
}

// shardOf is the part of the listing where an item belongs.
func shardOf(list, pk string) string { return list + "#" + shard(positionOf(pk)) }

func shard(position string) string {
	if position < shards[1] {
		return shards[0]
	}
	return shards[1]
}
