package dynamo_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestNoIndexShowsASecret(t *testing.T) {
	indexes := dynamo.TableInput("mfa").GlobalSecondaryIndexes
	if len(indexes) != 2 {
		t.Fatalf("there are %d indexes", len(indexes))
	}
	for _, index := range indexes {
		if index.Projection.ProjectionType != types.ProjectionTypeInclude {
			t.Errorf("%s shows %s", *index.IndexName, index.Projection.ProjectionType)
		}
		for _, secret := range []string{"seed", "secret", "state", "devices"} {
			if slices.Contains(index.Projection.NonKeyAttributes, secret) {
				t.Errorf("%s shows %s", *index.IndexName, secret)
			}
		}
	}
}

func TestATableIsMadeOnce(t *testing.T) {
	ctx, client, name := t.Context(), connect(tooltest.DynamoDBLocal(t), http.DefaultClient), rand.Text()
	for range 2 {
		if err := dynamo.CreateTable(ctx, client, name); err != nil {
			t.Fatal(err)
		}
	}
}

// DynamoDB ends a page after 1 MB, whatever was asked for. Here it ends after two items.
func TestAListingContinuesWhereDynamoDBCutsAPageShort(t *testing.T) {
	table := newTable(t)
	whole := open(t, table, http.DefaultClient)
	var want []string
	for i := range 20 {
		name := fmt.Sprintf("user%02d", i)
		want = append(want, name)
		if err := whole.CreateUser(t.Context(), mfa.User{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	short := openWith(t, table, func(parameters any) any {
		query := *parameters.(*dynamodb.QueryInput)
		query.Limit = aws.Int32(min(2, *query.Limit))
		return &query
	})
	users, next, err := short.Users(t.Context(), "", 19)
	if err != nil || len(users) != 19 || next == "" {
		t.Fatalf("got %d users, %q, %v", len(users), next, err)
	}
	rest, next, err := whole.Users(t.Context(), next, 19)
	if err != nil || len(rest) != 1 || next != "" {
		t.Fatalf("then %d users, %q, %v", len(rest), next, err)
	}
	var got []string
	for _, u := range append(users, rest...) {
		got = append(got, u.Name)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// DynamoDB Local is always consistent, so the wish must be seen on its way.
func TestReadsAreConsistent(t *testing.T) {
	var asked []bool
	store := openWith(t, newTable(t), func(parameters any) any {
		switch read := parameters.(type) {
		case *dynamodb.GetItemInput:
			asked = append(asked, aws.ToBool(read.ConsistentRead))
		case *dynamodb.BatchGetItemInput:
			for _, table := range read.RequestItems {
				asked = append(asked, aws.ToBool(table.ConsistentRead))
			}
		}
		return parameters
	})
	for _, read := range reads {
		_ = read.do(&scene{T: t, Store: store})
	}
	if len(asked) != len(reads) || slices.Contains(asked, false) {
		t.Errorf("asked for consistency: %v", asked)
	}
}

// openWith makes a store whose calls are seen, and may be changed, before they are sent.
func openWith(t *testing.T, table string, see func(parameters any) any) *dynamo.Store {
	t.Helper()
	client := dynamodb.New(connect(tooltest.DynamoDBLocal(t), http.DefaultClient).Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
			return s.Initialize.Add(middleware.InitializeMiddlewareFunc("see",
				func(ctx context.Context, in middleware.InitializeInput,
					next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
					in.Parameters = see(in.Parameters)
					return next.HandleInitialize(ctx, in)
				}), middleware.Before)
		})
	})
	return dynamo.New(client, table, time.Now, rand.Reader)
}
