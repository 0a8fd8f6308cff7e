"""expand.py TEMPLATE: what CloudFormation makes of a SAM template, as JSON. Needs no account and no network."""
import json
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

with open(sys.argv[1]) as template:
    source = yaml_parse(template.read())
for resource in source["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":  # sam package would have put the code into a bucket
        resource["Properties"]["CodeUri"] = "s3://bucket/" + resource["Properties"]["CodeUri"]
        resource.pop("Metadata")
logs = "AWSLambdaBasicExecutionRole"
expanded = Translator(
    {logs: "arn:aws:iam::aws:policy/service-role/" + logs}, Parser(), boto_session=boto3.Session(region_name="us-east-1")
).translate(sam_template=source, parameter_values={"AWS::Region": "us-east-1", "AWS::AccountId": "123456789012", "AWS::Partition": "aws"})
json.dump(expanded, sys.stdout, indent=1)
