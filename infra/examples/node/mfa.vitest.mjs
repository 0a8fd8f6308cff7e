import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { start } from '@virtual-mfa/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let mfa;
beforeAll(async () => {
  mfa = await start();
});
beforeEach(() => mfa.reset());
afterAll(() => mfa.stop());

test('a code opens one session, and the next code another', async () => {
  const place = { endpoint: mfa.url, region: mfa.region };
  const iam = new IAMClient({ ...place, credentials: mfa.credentials });
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const { VirtualMFADevice: device } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'alice' }),
  );
  const seed = device.Base32StringSeed;
  const [AuthenticationCode1, AuthenticationCode2] = await mfa.codePair(seed);
  const SerialNumber = device.SerialNumber;
  await iam.send(
    new EnableMFADeviceCommand({
      UserName: 'alice',
      SerialNumber,
      AuthenticationCode1,
      AuthenticationCode2,
    }),
  );

  const credentials = {
    accessKeyId: AccessKey.AccessKeyId,
    secretAccessKey: AccessKey.SecretAccessKey,
  };
  const sts = new STSClient({ ...place, credentials });
  const signIn = async (TokenCode) =>
    sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
  const code = await mfa.code(seed);
  expect((await signIn(code)).Credentials.SessionToken).toBeTruthy();
  await expect(signIn(code)).rejects.toThrow('MultiFactorAuthentication failed');
  await mfa.advance(30); // without a wait
  expect((await signIn(await mfa.code(seed))).Credentials.SessionToken).toBeTruthy();
  expect(mfa.audit().filter((record) => record.eventName === 'GetSessionToken')).toHaveLength(3);
});

test('every test starts with an empty account', async () => {
  const iam = new IAMClient({
    endpoint: mfa.url,
    region: mfa.region,
    credentials: mfa.credentials,
  });
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
});
