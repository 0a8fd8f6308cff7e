package main

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
)

// dumpTables is all that a server with these arguments has written to DynamoDB: the table, and what each index shows of it. A server that
// keeps its state in memory has written nothing.
func dumpTables(args []string) (map[string][]byte, error) {
	dump := map[string][]byte{}
	if !slices.Contains(args, "-dynamodb") {
		return dump, nil
	}
	argument := func(name string) string { return args[slices.Index(args, name)+1] }
	endpoint, err := url.Parse(argument("-dynamodb"))
	if err != nil {
		return nil, err
	}
	client, err := newDynamoDB(context.Background(), endpoint)
	if err != nil {
		return nil, err
	}
	table := argument("-table")
	if dump["the table"], err = scan(client, &dynamodb.ScanInput{TableName: &table}); err != nil {
		return nil, err
	}
	for _, index := range dynamo.TableInput(table).GlobalSecondaryIndexes {
		if dump["the index "+*index.IndexName], err = scan(client, &dynamodb.ScanInput{TableName: &table, IndexName: index.IndexName}); err != nil {
			return nil, err
		}
	}
	return dump, nil
}

// scan writes all items as JSON: text as it is, bytes in base64.
func scan(client *dynamodb.Client, in *dynamodb.ScanInput) ([]byte, error) {
	var all []map[string]any
	for pages := dynamodb.NewScanPaginator(client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return nil, err
		}
		var items []map[string]any
		if err := attributevalue.UnmarshalListOfMaps(page.Items, &items); err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return json.Marshal(all)
}
