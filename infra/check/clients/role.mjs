// A role with MFA through the AWS SDK for JavaScript: fromTemporaryCredentials,
// and a profile with mfa_serial through fromIni. Needs the exports of
// `virtualmfa serve`, and virtualmfa on PATH for codes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni, fromTemporaryCredentials } from '@aws-sdk/credential-providers';

const endpoint = process.env.AWS_ENDPOINT_URL;
const region = process.env.AWS_DEFAULT_REGION; // this SDK looks for AWS_REGION only
// What the phone shows, by the server's clock. The seed goes in by stdin, so
// that no process list has it.
const codes = (seed, ...args) =>
  execFileSync('virtualmfa', ['code', '-endpoint', endpoint, ...args, '-'], {
    input: seed,
    encoding: 'utf8',
  })
    .trim()
    .split(/\s+/);
const nextStep = () =>
  fetch(`${endpoint}/_local/clock`, { method: 'POST', body: '{"advance":"30s"}' });
const identityOf = async (credentials) =>
  (await new STSClient({ region, credentials }).send(new GetCallerIdentityCommand({}))).Arn;

const UserName = 'alice';
const RoleName = 'ops';
const root = new IAMClient({ region });
const { User: user } = await root.send(new CreateUserCommand({ UserName }));
const { AccessKey: key } = await root.send(new CreateAccessKeyCommand({ UserName }));
const masterCredentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
const { VirtualMFADevice: device } = await root.send(
  new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'alice' }),
);
const { SerialNumber, Base32StringSeed: seed } = device;
const [AuthenticationCode1, AuthenticationCode2] = codes(seed, '-pair');
await root.send(
  new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
);

const document = (statement) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } });
const AssumeRolePolicyDocument = document({
  Principal: { AWS: user.Arn },
  Action: 'sts:AssumeRole',
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
});
const { Role: role } = await root.send(
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }),
);
const PolicyDocument = document({ Action: 'iam:ListUsers', Resource: '*' });
await root.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'list', PolicyDocument }));

const asked = [];
const mfaCodeProvider = async (serial) => {
  asked.push(serial);
  await nextStep(); // each session needs a code of its own
  return codes(seed)[0];
};

// Without MFA the trust policy refuses.
const params = { RoleArn: role.Arn, RoleSessionName: 'work' };
const clientConfig = { region };
await assert.rejects(
  fromTemporaryCredentials({ masterCredentials, params, clientConfig })(),
  (e) =>
    e.name === 'AccessDenied' &&
    e.message.includes(`is not authorized to perform: sts:AssumeRole on resource: ${role.Arn}`),
);

const temporary = fromTemporaryCredentials({
  masterCredentials,
  params: { ...params, SerialNumber },
  clientConfig,
  mfaCodeProvider,
});
assert.match(await identityOf(temporary), /:assumed-role\/ops\/work$/);

const folder = mkdtempSync(join(tmpdir(), 'role-'));
try {
  const configFilepath = join(folder, 'config');
  const filepath = join(folder, 'credentials');
  writeFileSync(
    filepath,
    `[alice]\naws_access_key_id = ${key.AccessKeyId}\naws_secret_access_key = ${key.SecretAccessKey}\n`,
    { mode: 0o600 },
  );
  writeFileSync(
    configFilepath,
    `[profile ops]\nsource_profile = alice\nrole_arn = ${role.Arn}\nmfa_serial = ${SerialNumber}\nregion = ${region}\n`,
  );
  const credentials = fromIni({
    profile: 'ops',
    filepath,
    configFilepath,
    clientConfig,
    mfaCodeProvider,
  });
  const iam = new IAMClient({ region, credentials });
  const { Users } = await iam.send(new ListUsersCommand({}));
  assert.deepEqual(
    Users.map((u) => u.UserName),
    [UserName],
  );
  await assert.rejects(iam.send(new ListRolesCommand({})), (e) =>
    e.name.startsWith('AccessDenied'),
  );
  assert.match(await identityOf(credentials), /:assumed-role\/ops\/aws-sdk-js-/);
} finally {
  rmSync(folder, { recursive: true });
}
assert.ok(asked.length >= 2 && asked.every((serial) => serial === SerialNumber), `asked ${asked}`);
console.log('done');
