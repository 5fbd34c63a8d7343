import type { Random } from './random.ts';

const role = 'arn:aws:iam::123456789012:role/stage';

/** Texts of submissions as large and as odd as a request may be: each is meant to cost the hook what it can. */
const extremes: readonly ((random: Random) => string)[] = [
  (random) => pairs(random, 'stage', 'stage'),
  (random) => pairs(random, 'stage', 'lake'),
  (random) => pairs(random, '$stage', 'stage'),
  () => JSON.stringify({ ...submission(1, 1), connections: named(64, keyed) }),
  () => withUnresolved(Array.from({ length: 20_000 }, (_, index) => index)),
  () => withUnresolved(Array.from({ length: 2000 }, () => ({}))),
  () => withUnresolved(Array.from({ length: 20_000 }, () => 'region')),
  () => withOptions('KMS_KEY_ID=x;'.repeat(600)),
  () => withOptions(`${"'".repeat(8191)}`),
  () => withOptions('='.repeat(8192)),
  () => `{"schemaVersion":"1"${',"schemaVersion":"1"'.repeat(12_000)}}`,
  () => JSON.stringify(named(20_000, (index) => index)),
  () => JSON.stringify({ ...submission(1, 1), connections: named(2000, () => ({})) }),
  () => '['.repeat(250_000),
  () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  () => `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
  () => `{"${'\\u0061'.repeat(40_000)}":1}`,
  () => `{"a":"${'\\\\'.repeat(120_000)}"}`,
  () => `{"a":${'9'.repeat(250_000)}}`,
  () => JSON.stringify(submission(1, 1)) + ' '.repeat(250_000),
  () => '\ud800'.repeat(80_000),
  () => 'x'.repeat(300_000),
];

/** One of them. */
export function extreme(random: Random): string {
  return random.pick(extremes)(random);
}

function submission(sources: number, targets: number) {
  const end = (connection: string) => (index: number) => ({ name: `${connection} ${index}`, connection });
  return {
    schemaVersion: '1',
    task: { name: 'orders-daily', expectedRunSeconds: 5400 },
    connections: {
      redshift: { type: 'amazon-redshift-v2', iamRoleArn: role, externalId: 'x' },
      lake: { type: 'amazon-s3-v2', iamRoleArn: `${role}-lake`, useEc2RoleToAssumeRole: true },
    },
    sources: Array.from({ length: sources }, (_, index) => end('redshift')(index)),
    targets: Array.from({ length: targets }, (_, index) => end('lake')(index)),
  };
}

/** All pairs that there can be, over two connections that differ. */
function pairs(random: Random, sourceBucket: string, targetBucket: string): string {
  const { sources, targets, ...rest } = submission(64, 64);
  const long = random.oneIn(2) ? 'é'.repeat(200) : '';
  const end = <T extends { name: string }>(one: T, s3BucketName: string) => ({
    ...one,
    name: `${one.name}${long}`,
    s3BucketName,
    temporaryCredentialDuration: random.pick([900, 3600, 43_200]),
    ...(random.oneIn(20) && { overridable: true }),
  });
  return JSON.stringify({
    ...rest,
    sources: sources.map((one) => ({ ...end(one, sourceBucket), unloadOptions: 'KMS_KEY_ID=x' })),
    targets: targets.map((one) => end(one, targetBucket)),
  });
}

function keyed(index: number) {
  return {
    type: 'amazon-redshift-v2',
    iamRoleArn: role,
    accessKeyId: `AKIAEXAMPLEEXAMP${String(index).padStart(4, '0')}`,
  };
}

function named(count: number, member: (index: number) => unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, member(index)]));
}

function withUnresolved(unresolved: readonly unknown[]): string {
  const whole = submission(1, 1);
  return JSON.stringify({ ...whole, sources: [{ ...whole.sources[0], unresolved }] });
}

function withOptions(unloadOptions: string): string {
  const { sources, ...rest } = submission(64, 1);
  const text = JSON.stringify({
    ...rest,
    sources: sources.slice(0, 30).map((one) => ({ ...one, unloadOptions })),
  });
  return text;
}
