// Sends the calls that it reads through the AWS SDK for JavaScript, whatever
// they are answered with.
import { readFileSync } from 'node:fs';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';

const region = process.env.AWS_DEFAULT_REGION; // this SDK looks for AWS_REGION only
const clients = { iam: new iam.IAMClient({ region }), sts: new sts.STSClient({ region }) };
for (const { Service, Operation, Parameters } of JSON.parse(readFileSync(0, 'utf8'))) {
  const Command = { ...iam, ...sts }[`${Operation}Command`];
  await clients[Service].send(new Command(Parameters)).catch((e) => {
    if (!e.$response) throw e;
  });
}
