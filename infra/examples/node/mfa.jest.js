const {
  IAMClient,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} = require('@aws-sdk/client-iam');
const { start } = require('@virtual-mfa/server');

let mfa;
beforeAll(async () => {
  mfa = await start({ seed: 'seed.yaml' });
});
afterAll(() => mfa.stop());

test('the account starts from the seed file', async () => {
  const iam = new IAMClient({
    endpoint: mfa.url,
    region: mfa.region,
    credentials: mfa.credentials,
  });
  const { Users } = await iam.send(new ListUsersCommand({}));
  expect(Users.map((user) => user.UserName)).toEqual(expect.arrayContaining(['alice', 'bob']));
  const { VirtualMFADevices } = await iam.send(new ListVirtualMFADevicesCommand({}));
  expect(VirtualMFADevices).toHaveLength(3);
  expect((await mfa.now()).toISOString()).toMatch(/^2026-11-23T12:/);
});

test('a server that cannot start says why', async () => {
  await expect(start({ seed: 'missing.yaml' })).rejects.toThrow('open missing.yaml');
});
