// A virtual MFA device's life through the AWS SDK for JavaScript. Needs the
// exports of `virtualmfa serve`, and virtualmfa on PATH for codes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  paginateListVirtualMFADevices,
  TagMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';

// What the phone shows, by the server's clock. The seed goes in by stdin, so
// that no process list has it.
const codes = (seed, ...args) =>
  execFileSync('virtualmfa', ['code', '-endpoint', process.env.AWS_ENDPOINT_URL, ...args, '-'], {
    input: seed,
    encoding: 'utf8',
  })
    .trim()
    .split(/\s+/);
const refused = (name, promise) =>
  assert.rejects(promise, (e) => e.name.replace(/Exception$/, '') === name);

const UserName = 'alice';
const region = process.env.AWS_DEFAULT_REGION; // this SDK looks for AWS_REGION only
const root = new IAMClient({ region });
await root.send(new CreateUserCommand({ UserName }));
const { AccessKey: key } = await root.send(new CreateAccessKeyCommand({ UserName }));
const credentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
const iam = new IAMClient({ region, credentials });
const sts = new STSClient({ region, credentials });

const { VirtualMFADevice: device } = await iam.send(
  new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'alice' }),
);
const { SerialNumber, Base32StringSeed: seed, QRCodePNG: picture } = device;
assert.equal(seed.length, 64);
assert.equal(Buffer.from(picture.subarray(1, 4)).toString(), 'PNG');

const [AuthenticationCode1, AuthenticationCode2] = codes(seed, '-pair');
const pair = { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 };
await refused(
  'InvalidAuthenticationCode',
  iam.send(new EnableMFADeviceCommand({ ...pair, AuthenticationCode1: AuthenticationCode2 })),
);
await iam.send(new EnableMFADeviceCommand(pair));
const { MFADevices } = await iam.send(new ListMFADevicesCommand({}));
assert.deepEqual(
  MFADevices.map((d) => d.SerialNumber),
  [SerialNumber],
);

const [TokenCode] = codes(seed);
const { Credentials: c } = await sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
await refused('AccessDenied', sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode })));
const session = {
  region,
  credentials: {
    accessKeyId: c.AccessKeyId,
    secretAccessKey: c.SecretAccessKey,
    sessionToken: c.SessionToken,
  },
};
const withMFA = new IAMClient(session);
const { Arn } = await new STSClient(session).send(new GetCallerIdentityCommand({}));
assert.match(Arn, /:user\/alice$/);

const Tags = [{ Key: 'team', Value: 'rot + grün' }];
await withMFA.send(new TagMFADeviceCommand({ SerialNumber, Tags }));
assert.deepEqual((await withMFA.send(new ListMFADeviceTagsCommand({ SerialNumber }))).Tags, Tags);
await refused('DeleteConflict', root.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
await withMFA.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
await root.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
for await (const page of paginateListVirtualMFADevices({ client: root }, {}))
  assert.deepEqual(page.VirtualMFADevices, []);
await root.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: key.AccessKeyId }));
await root.send(new DeleteUserCommand({ UserName }));
console.log('done');
