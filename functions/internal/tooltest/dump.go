package tooltest

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// DumpTable returns the contents of a table in DynamoDB Local and of each of its
// indexes as JSON. Text stands as it is, bytes are in base64.
func DumpTable(ctx context.Context, endpoint, table string) (map[string][]byte, error) {
	client := dynamodb.New(dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: &endpoint,
		Credentials:  aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("local", "local", "")),
	})
	described, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return nil, err
	}
	dump := map[string][]byte{}
	if dump["the table"], err = scan(ctx, client, &dynamodb.ScanInput{TableName: &table}); err != nil {
		return nil, err
	}
	for _, index := range described.Table.GlobalSecondaryIndexes {
		if dump["the index "+*index.IndexName], err = scan(
			ctx,
			client,
			&dynamodb.ScanInput{TableName: &table, IndexName: index.IndexName},
		); err != nil {
			return nil, err
		}
	}
	return dump, nil
}

func scan(ctx context.Context, client *dynamodb.Client, in *dynamodb.ScanInput) ([]byte, error) {
	var all []map[string]any
	for pages := dynamodb.NewScanPaginator(client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
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
