/**
 * An oracle for rules on submissions, written from the table and the words of docs/guidelines.md and from no code: it reads
 * the document as it is submitted. What it may be told is what the document calls known.
 */

type Part = Readonly<Record<string, unknown>>;
type Connections = Readonly<Record<string, Part>>;

/** A submission, and what is known beside it. */
export interface World {
  readonly document: {
    readonly task: Part;
    readonly connections: Connections;
    readonly sources: readonly Part[];
    readonly targets: readonly Part[];
  };
  /** Access key id → the principal that AWS names. */
  readonly keyOwners?: Readonly<Record<string, string>>;
  /** Access key id → the account that AWS names; null where it was asked in vain. */
  readonly keyAccounts?: Readonly<Record<string, string | null>>;
  /** Principal → whether it has access of its own; one that is not there has policies that nobody has read. */
  readonly access?: Readonly<Record<string, boolean>>;
  readonly minimumEvidence?: string;
  /** Role → its MaxSessionDuration. */
  readonly roleMaximums?: Readonly<Record<string, number>>;
  /** The known runs of the task with the id `task-1`. */
  readonly runs?: readonly { readonly seconds: number; readonly ended: 'well' | 'by expiry' | 'otherwise' }[];
  /** What the text of unload options says; a text that is not there cannot be read. */
  readonly options?: Readonly<Record<string, OptionsMeaning>>;
  /** What Regions are called: one that is not there is called by a name that nobody knows. */
  readonly regions?: Readonly<Record<string, string>>;
}

interface OptionsMeaning {
  readonly kmsKey: boolean;
  readonly role: 'valid' | 'invalid' | 'absent';
}

type Verdict = 'pass' | 'violation' | 'not-applicable' | { readonly missing: string };
type Question = () => Verdict | undefined;

/** What a rule answers on a submission. */
export interface OracleAnswer {
  readonly outcome: string;
  readonly missing: readonly string[];
  readonly violations: number;
}

/** The questions of the document's table, by rule. */
const partsOf: Readonly<Record<string, (world: World) => Verdict[]>> = {
  'requester-has-no-access': (world) => hopsIn(world).map((hop) => onHop(world, hop, accessOf)),
  'requester-is-iam-principal': (world) => hopsIn(world).map((hop) => onHop(world, hop, kindOf)),
  'no-root-credentials': (world) => hopsIn(world).map((hop) => onHop(world, hop, rootOf)),
  'duration-covers-run': (world) => endpointsIn(world).map((endpoint) => coversRun(world, endpoint)),
  'duration-is-grantable': (world) => endpointsIn(world).map((endpoint) => isGrantable(world, endpoint)),
  'kms-unload-uses-iam-role': (world) =>
    endpointsIn(world).map((endpoint) => unloadsWithRole(world, endpoint)),
  'same-bucket-same-connection': (world) => pairsIn(world).map((pair) => sharesConnection(world, pair)),
  'cross-bucket-ec2-role-same-duration': (world) =>
    pairsIn(world).map((pair) => sharesRoleAndDuration(world, pair)),
  'connection-is-consistent': (world) => [
    ...hopsIn(world).map((hop) => isConsistent(world, hop)),
    ...endpointsIn(world).map((endpoint) => encryptsAsItSays(world, endpoint)),
  ],
};

/** "One outcome per rule on a submission": the gravest. */
export function oracle(ruleId: string, world: World): OracleAnswer {
  const verdicts = partsOf[ruleId]?.(world) ?? [];
  const violations = verdicts.filter((verdict) => verdict === 'violation').length;
  if (violations > 0) return { outcome: 'violation', missing: [], violations };
  const missing = verdicts.flatMap((verdict) => (typeof verdict === 'object' ? [verdict.missing] : []));
  if (missing.length > 0) return { outcome: 'undecided', missing: [...new Set(missing)].sort(), violations };
  return { outcome: verdicts.includes('pass') ? 'pass' : 'not-applicable', missing: [], violations };
}

function inOrder(...questions: readonly Question[]): Verdict {
  for (const question of questions) {
    const answer = question();
    if (answer !== undefined) return answer;
  }
  throw new Error('the last question always has an answer');
}

// What is known

const isUnknown = (connection: Part) => connection.type === 'unknown';

function isUnresolved(part: Part, name: string): boolean {
  return isUnknown(part) || (Array.isArray(part.unresolved) && part.unresolved.includes(name));
}

/** Leaves the matter open by a property: its name, or the whole connection. */
function openBy(part: Part, name: string): { readonly missing: string } {
  return { missing: isUnknown(part) ? 'connection' : name };
}

/** The value of a property that is not unresolved; `undefined` where it is absent. */
function known(part: Part, name: string): unknown {
  return isUnknown(part) ? undefined : part[name];
}

// Hops: G1, G2, G6

interface Hop {
  readonly connection: Part;
  readonly isStaging: boolean;
}

function hopsIn({ document: { connections, sources, targets } }: World): Hop[] {
  return Object.entries(connections).flatMap(([id, connection]) => {
    const naming = [...sources, ...targets].filter((endpoint) => endpoint.connection === id);
    const stages = naming.some(({ readMode }) => readMode !== 'direct');
    const reaches = 'database' in connection || isUnresolved(connection, 'database');
    return [
      ...(stages ? [{ connection, isStaging: true }] : []),
      ...(naming.length > 0 && reaches ? [{ connection, isStaging: false }] : []),
    ];
  });
}

interface Requester {
  readonly arn: string;
  readonly grade: 'declared' | 'resolved';
}

type OnRequester = (requester: Requester | undefined, isFederated: boolean, world: World) => Verdict;

function onHop(world: World, hop: Hop, judge: OnRequester): Verdict {
  const { connection, isStaging } = hop;
  const role = isStaging ? 'iamRoleArn' : 'database';
  return inOrder(
    () => (isUnresolved(connection, role) ? openBy(connection, role) : undefined),
    () => (known(connection, role) === undefined ? 'not-applicable' : undefined),
    () => {
      const requester = requesterOf(world, hop);
      const weak = world.minimumEvidence === 'resolved' && requester?.grade === 'declared';
      const given = (isFederated: boolean) => {
        const verdict = judge(requester, isFederated, world);
        return verdict === 'pass' && weak ? { missing: 'evidence' } : verdict;
      };
      if (!isStaging) return given(false);
      if (!isUnresolved(connection, 'authentication'))
        return given(connection.authentication === 'federated-sso');
      // Open only where it matters what the property says.
      const [one, other] = [judge(requester, false, world), judge(requester, true, world)];
      return JSON.stringify(one) === JSON.stringify(other)
        ? given(false)
        : openBy(connection, 'authentication');
    },
  );
}

function requesterOf({ keyOwners = {} }: World, { connection, isStaging }: Hop): Requester | undefined {
  const own = (isStaging ? connection : connection.database) as Part;
  const owner = typeof own.accessKeyId === 'string' ? keyOwners[own.accessKeyId] : undefined;
  if (owner !== undefined) return { arn: owner, grade: 'resolved' };
  return typeof own.principalArn === 'string' ? { arn: own.principalArn, grade: 'declared' } : undefined;
}

const isRoot = ({ arn }: Requester) => arn.endsWith(':root');
const isUserOrRole = ({ arn }: Requester) => /:(user|role|assumed-role)\//.test(arn);

/** G1. Not applicable: root, and principals that G2 refuses. */
function accessOf(requester: Requester | undefined, isFederated: boolean, { access = {} }: World): Verdict {
  if (isFederated) return 'not-applicable';
  if (requester === undefined) return { missing: 'principal' };
  if (!isUserOrRole(requester)) return 'not-applicable';
  const hasAccess = access[requester.arn];
  if (hasAccess === undefined) return { missing: 'iam-policies' };
  return hasAccess ? 'violation' : 'pass';
}

/** G2. Federated single sign-on is refused whatever the principal. */
function kindOf(requester: Requester | undefined, isFederated: boolean): Verdict {
  if (isFederated) return 'violation';
  if (requester === undefined) return { missing: 'principal' };
  if (isRoot(requester)) return 'not-applicable';
  return isUserOrRole(requester) ? 'pass' : 'violation';
}

/** G6. */
function rootOf(requester: Requester | undefined): Verdict {
  if (requester === undefined) return { missing: 'principal' };
  return isRoot(requester) ? 'violation' : 'pass';
}

// Endpoints: G3, G7, `duration-is-grantable`

interface Endpoint {
  readonly values: Part;
  readonly isSource: boolean;
  readonly connection: Part;
}

function endpointsIn({ document: { connections, sources, targets } }: World): Endpoint[] {
  const read = (isSource: boolean) => (values: Part) => ({
    values,
    isSource,
    connection: connections[String(values.connection)] ?? {},
  });
  return [...sources.map(read(true)), ...targets.map(read(false))];
}

const hasRole =
  ({ connection }: Endpoint): Question =>
  () => {
    if (isUnresolved(connection, 'iamRoleArn')) return openBy(connection, 'iamRoleArn');
    return known(connection, 'iamRoleArn') === undefined ? 'not-applicable' : undefined;
  };

const isStaged =
  ({ values }: Endpoint): Question =>
  () => {
    if (isUnresolved(values, 'readMode')) return { missing: 'readMode' };
    return values.readMode === 'direct' ? 'not-applicable' : undefined;
  };

const knowsDuration =
  ({ values }: Endpoint): Question =>
  () =>
    isUnresolved(values, 'temporaryCredentialDuration')
      ? { missing: 'temporaryCredentialDuration' }
      : undefined;

const durationOf = ({ values }: Endpoint) => Number(values.temporaryCredentialDuration ?? 900);

/** "What was checked on an overridable endpoint need not be what runs." */
function unlessOverridable(
  { document: { task } }: World,
  verdict: Verdict,
  ...endpoints: readonly Endpoint[]
) {
  const isOverridable =
    task.parameterFile === true || endpoints.some(({ values }) => values.overridable === true);
  return verdict === 'pass' && isOverridable ? { missing: 'parameter-file' } : verdict;
}

const isAdvanced = ({ document: { task } }: World) => task.mode === 'advanced' || task.mode === 'elastic';

/** G3. */
function coversRun(world: World, endpoint: Endpoint): Verdict {
  const verdict = inOrder(
    () => (isAdvanced(world) ? 'not-applicable' : undefined),
    hasRole(endpoint),
    isStaged(endpoint),
    knowsDuration(endpoint),
    () => fourSteps(world, durationOf(endpoint)),
  );
  return unlessOverridable(world, verdict, endpoint);
}

function fourSteps({ document: { task }, runs = [] }: World, duration: number): Verdict {
  const margin = 60;
  const declared = task.expectedRunSeconds;
  if (typeof declared === 'number') return duration >= declared + margin ? 'pass' : 'violation';
  const ofTask = task.id === 'task-1' ? runs : [];
  if (ofTask.some(({ ended, seconds }) => ended === 'by expiry' && seconds >= duration)) return 'violation';
  const well = ofTask.filter(({ ended }) => ended === 'well').map(({ seconds }) => seconds);
  if (well.length < 3) return { missing: 'expected-run-seconds' };
  const position = Math.ceil(0.95 * well.length);
  const expected = well.toSorted((one, other) => one - other)[position - 1] ?? 0;
  return duration >= expected + margin ? 'pass' : { missing: 'credential-use' };
}

/** `duration-is-grantable`. */
function isGrantable(world: World, endpoint: Endpoint): Verdict {
  const { connection } = endpoint;
  const duration = durationOf(endpoint);
  const verdict = inOrder(
    hasRole(endpoint),
    isStaged(endpoint),
    knowsDuration(endpoint),
    () => (duration < 900 || duration > 43_200 ? 'violation' : undefined),
    () => (duration <= 3600 ? 'pass' : undefined),
    () => {
      const selected = ec2Role(connection);
      if (typeof selected === 'object') return selected;
      return selected ? 'violation' : undefined;
    },
    () => {
      const maximum = world.roleMaximums?.[String(connection.iamRoleArn)];
      if (maximum === undefined) return { missing: 'role-max-session-duration' };
      return duration > maximum ? 'violation' : 'pass';
    },
  );
  return unlessOverridable(world, verdict, endpoint);
}

/** "EC2 role selected": by either field, known to be selected where one known field says so. */
function ec2Role(connection: Part): boolean | { readonly missing: string } {
  if (known(connection, 'useEc2RoleToAssumeRole') === true) return true;
  if (known(connection, 'authentication') === 'assume-role-ec2') return true;
  for (const name of ['useEc2RoleToAssumeRole', 'authentication'])
    if (isUnresolved(connection, name)) return openBy(connection, name);
  return false;
}

/** G7. */
function unloadsWithRole(world: World, endpoint: Endpoint): Verdict {
  const { connection, values, isSource } = endpoint;
  if (!isSource) return 'not-applicable';
  const said = isUnresolved(values, 'unloadOptions')
    ? undefined
    : (world.options?.[String(values.unloadOptions ?? '')] ?? undefined);
  const verdict = inOrder(
    () => (isUnresolved(connection, 'type') ? openBy(connection, 'type') : undefined),
    () => (connection.type === 'amazon-redshift-v2' ? undefined : 'not-applicable'),
    hasRole(endpoint),
    isStaged(endpoint),
    () => {
      if (values.encryptionType === 'sse-kms' || said?.kmsKey) return undefined;
      if (isUnresolved(values, 'encryptionType')) return { missing: 'encryptionType' };
      return said === undefined ? { missing: 'unloadOptions' } : 'not-applicable';
    },
    () => {
      if (said === undefined) return { missing: 'unloadOptions' };
      return said.role === 'valid' ? 'pass' : 'violation';
    },
  );
  return unlessOverridable(world, verdict, endpoint);
}

// Pairs: G8, G9

interface Pair {
  readonly source: Endpoint;
  readonly target: Endpoint;
}

function pairsIn(world: World): Pair[] {
  const endpoints = endpointsIn(world);
  const targets = endpoints.filter(({ isSource }) => !isSource);
  return endpoints
    .filter(({ isSource }) => isSource)
    .flatMap((source) => targets.map((target) => ({ source, target })));
}

const isOneConnection = ({ source, target }: Pair) => source.values.connection === target.values.connection;

const namesBucket = ({ values }: Endpoint) =>
  's3BucketName' in values || isUnresolved(values, 's3BucketName');

/** The bucket that a path begins with; `undefined` where it is unknown. */
function bucketOf({ values: { s3BucketName } }: Endpoint): string | undefined {
  const name = String(s3BucketName ?? '')
    .replace(/^s3[an]?:\/\//, '')
    .replace(/\/.*$/, '');
  return /^[A-Za-z0-9._-]{3,255}$/.test(name) ? name : undefined;
}

const nameBuckets =
  ({ source, target }: Pair): Question =>
  () =>
    namesBucket(source) && namesBucket(target) ? undefined : 'not-applicable';

/** "One known to have it is enough." */
const hasRoleOnASide =
  ({ source, target }: Pair): Question =>
  () => {
    const connections = [source.connection, target.connection];
    if (connections.some((connection) => known(connection, 'iamRoleArn') !== undefined)) return undefined;
    const open = connections.find((connection) => isUnresolved(connection, 'iamRoleArn'));
    return open === undefined ? 'not-applicable' : openBy(open, 'iamRoleArn');
  };

const knowsBuckets =
  ({ source, target }: Pair): Question =>
  () =>
    bucketOf(source) === undefined || bucketOf(target) === undefined ? { missing: 'bucket' } : undefined;

/** Any `true` is a violation, whatever else is open; else the first that is open leaves the matter open. */
function unlessAny(answers: readonly (boolean | { readonly missing: string })[]): Verdict {
  if (answers.includes(true)) return 'violation';
  return answers.find((answer) => typeof answer === 'object') ?? 'pass';
}

/** G8. */
function sharesConnection(world: World, pair: Pair): Verdict {
  const { source, target } = pair;
  const verdict = inOrder(
    nameBuckets(pair),
    hasRoleOnASide(pair),
    isStaged(source),
    knowsBuckets(pair),
    () => (bucketOf(source) === bucketOf(target) ? undefined : 'not-applicable'),
    () => (isOneConnection(pair) ? 'pass' : undefined),
    () => unlessAny(differences(world, source.connection, target.connection)),
  );
  return unlessOverridable(world, verdict, source, target);
}

type Difference = boolean | { readonly missing: string };

function differences(world: World, one: Part, other: Part): Difference[] {
  const sides = [one, other];
  const differs = (name: string, isSame = (a: unknown, b: unknown): Difference => a !== b): Difference => {
    const open = sides.find((side) => isUnresolved(side, name));
    return open === undefined ? isSame(one[name], other[name]) : openBy(open, name);
  };
  const [selected, alsoSelected] = [ec2Role(one), ec2Role(other)];
  const ofEc2Role =
    [selected, alsoSelected].find((answer) => typeof answer === 'object') ?? selected !== alsoSelected;
  const ofType = [differs('customerMasterKeyId'), differs('region', (a, b) => differentRegions(world, a, b))];
  const openType = sides.find((side) => isUnresolved(side, 'type'));
  return [
    differs('accessKeyId'),
    differs('iamRoleArn'),
    differs('externalId'),
    ofEc2Role,
    sides.some(statesNoAuthentication) ? false : differs('authentication'),
    sides.some(({ secretsDigest }) => secretsDigest === undefined)
      ? false
      : one.secretsDigest !== other.secretsDigest,
    ...(openType === undefined
      ? one.type === other.type
        ? ofType
        : []
      : ofType.some((difference) => difference !== false)
        ? [openBy(openType, 'type')]
        : []),
  ];
}

function statesNoAuthentication(connection: Part): boolean {
  if (isUnresolved(connection, 'authentication')) return false;
  return connection.authentication === undefined || connection.authentication === 'unknown';
}

/** Two names are one where they are called so; of a name that nobody knows nothing is known. */
function differentRegions({ regions = {} }: World, one: unknown, other: unknown): Difference {
  if (one === undefined || other === undefined) return one !== other;
  const [name, otherName] = [String(one).toLowerCase(), String(other).toLowerCase()];
  if (name === otherName) return false;
  const [code, otherCode] = [regions[name], regions[otherName]];
  return code === undefined || otherCode === undefined ? { missing: 'region' } : code !== otherCode;
}

/** G9. */
function sharesRoleAndDuration(world: World, pair: Pair): Verdict {
  const { source, target } = pair;
  const verdict = inOrder(
    () => (isOneConnection(pair) ? 'not-applicable' : undefined),
    nameBuckets(pair),
    hasRoleOnASide(pair),
    isStaged(source),
    knowsBuckets(pair),
    () => (bucketOf(source) === bucketOf(target) ? 'not-applicable' : undefined),
    () => unlessAny([lacksEc2Role(source), lacksEc2Role(target), lacksDuration(world, pair)]),
  );
  return unlessOverridable(world, verdict, source, target);
}

/** Every side in use has the EC2 role selected. */
function lacksEc2Role({ connection }: Endpoint): Difference {
  const selected = ec2Role(connection);
  if (selected === true) return false;
  if (isUnresolved(connection, 'iamRoleArn')) return openBy(connection, 'iamRoleArn');
  if (connection.iamRoleArn === undefined) return false;
  return typeof selected === 'object' ? selected : true;
}

/** Where both are in use and the mode is standard, their durations are equal. */
function lacksDuration(world: World, { source, target }: Pair): Difference {
  const sides = [source, target];
  const usesNone = ({ connection }: Endpoint) =>
    !isUnresolved(connection, 'iamRoleArn') && connection.iamRoleArn === undefined;
  if (sides.some(usesNone) || isAdvanced(world)) return false;
  const openDuration = sides.some(({ values }) => isUnresolved(values, 'temporaryCredentialDuration'));
  if (!openDuration && durationOf(source) === durationOf(target)) return false;
  const open = sides.find(({ connection }) => isUnresolved(connection, 'iamRoleArn'));
  if (open !== undefined) return openBy(open.connection, 'iamRoleArn');
  return openDuration ? { missing: 'temporaryCredentialDuration' } : true;
}

// `connection-is-consistent`

/** Whether a statement holds, or what leaves it open. */
type Statement = () => Difference;

function isConsistent(world: World, { connection, isStaging }: Hop): Verdict {
  if (!isStaging && isUnresolved(connection, 'database')) return openBy(connection, 'database');
  const own = (isStaging ? connection : known(connection, 'database')) as Part;
  const said =
    (name: string, holds: (value: unknown) => boolean): Statement =>
    () =>
      isStaging && isUnresolved(connection, name) ? openBy(connection, name) : holds(own[name]);
  const isSet = (name: string) => said(name, (value) => value !== undefined);
  const by = (...kinds: readonly unknown[]) => said('authentication', (value) => kinds.includes(value));
  const selected = () => (isStaging ? ec2Role(connection) : own.useEc2RoleToAssumeRole === true);
  const contradictions: readonly (readonly Statement[])[] = [
    [
      isSet('iamRoleArn'),
      () => !isUnknown(connection) && own.principalArn !== undefined,
      isSet('accessKeyId'),
      () => isOfOtherAccount(world, own),
    ],
    [said('accessKeyId', (value) => String(value).startsWith('ASIA'))],
    [by('assume-role-user', 'assume-role-ec2'), said('iamRoleArn', (value) => value === undefined)],
    [by('assume-role-ec2'), said('useEc2RoleToAssumeRole', (value) => value === false)],
    [by('assume-role-user'), said('useEc2RoleToAssumeRole', (value) => value === true)],
    [isSet('iamRoleArn'), selected, isSet('accessKeyId')],
  ];
  const outcome = unlessAny(contradictions.map(allOf));
  if (outcome !== 'pass' || !isStaging) return outcome;
  const saysNothing =
    ['accessKeyId', 'iamRoleArn'].every((name) => own[name] === undefined) &&
    [undefined, 'unknown'].includes(own.authentication as string | undefined) &&
    own.useEc2RoleToAssumeRole !== true;
  return saysNothing ? 'not-applicable' : 'pass';
}

/** One that is known not to hold ends it, else the first that is open leaves it open. */
function allOf(statements: readonly Statement[]): Difference {
  const answers = statements.map((statement) => statement());
  if (answers.includes(false)) return false;
  return answers.find((answer) => typeof answer === 'object') ?? true;
}

function isOfOtherAccount({ keyAccounts = {} }: World, { accessKeyId, principalArn }: Part): Difference {
  const account = keyAccounts[String(accessKeyId)];
  if (account === null) return { missing: 'key-account' };
  return account !== undefined && !String(principalArn).includes(`::${account}:`);
}

function encryptsAsItSays(world: World, endpoint: Endpoint): Verdict {
  const { connection, values, isSource } = endpoint;
  if (!isSource) return 'not-applicable';
  const said = isUnresolved(values, 'unloadOptions')
    ? undefined
    : world.options?.[String(values.unloadOptions ?? '')];
  const verdict = inOrder(
    () => (isUnresolved(connection, 'type') ? openBy(connection, 'type') : undefined),
    () => (connection.type === 'amazon-redshift-v2' ? undefined : 'not-applicable'),
    hasRole(endpoint),
    isStaged(endpoint),
    () => (said === undefined ? { missing: 'unloadOptions' } : undefined),
    () => (said?.kmsKey === true ? undefined : 'not-applicable'),
    () => {
      if (isUnresolved(values, 'encryptionType')) return { missing: 'encryptionType' };
      return values.encryptionType === 'none' ? 'violation' : 'pass';
    },
  );
  return unlessOverridable(world, verdict, endpoint);
}
