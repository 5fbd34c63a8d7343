import type { PackageContent } from './package-content.ts';

/** A connection of a package. */
export interface ConnectionParts {
  readonly id?: string;
  readonly name?: string;
  readonly connector?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Labels of the connector's form, by names of params. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further members of `connection.json`. */
  readonly more?: object;
}

/** A source, target or lookup, and what the task says of it. */
export interface EndpointParts {
  readonly name: string;
  readonly kind?: 'Source' | 'Target' | 'Lookup' | 'Sql';
  readonly connection?: string;
  readonly labelled?: Readonly<Record<string, unknown>>;
  readonly internal?: Readonly<Record<string, unknown>>;
  /** How many fields its object has: none where absent, 20 and more in real mappings. */
  readonly fields?: number;
  /** Members of the task's parameter; `null`: the task has none for it. */
  readonly parameter?: object | null;
}

export interface TaskParts {
  readonly id?: string;
  readonly name?: string;
  readonly folder?: string;
  readonly endpoints?: readonly EndpointParts[];
  /** Further members of `mtTask.json`. */
  readonly more?: object;
}

interface TaskflowParts {
  readonly name: string;
  readonly xml: string;
  readonly uses?: readonly string[];
}

export interface PackageParts {
  readonly connections?: readonly ConnectionParts[];
  readonly tasks?: readonly TaskParts[];
  readonly taskflows?: readonly TaskflowParts[];
  readonly runtimeEnvironments?: Readonly<Record<string, string>>;
}

export const roleArn = 'arn:aws:iam::123456789012:role/stage';
export const redshiftLabels = {
  accessKey: 'Access Key ID:',
  secretKey: 'Secret Access Key',
  iamroleARN: 'IAM Role ARN',
  useEC2RoletoAssumeRole: 'Use EC2 Role to Assume Role:',
};
/** Two endpoints over one Redshift V2 connection `redshift`, which assumes a role. */
export const plainConnection: ConnectionParts = {
  id: 'redshift',
  params: { accessKey: 'AKIAEXAMPLEEXAMPLE01', iamroleARN: roleArn },
  labels: redshiftLabels,
};
export const plainEndpoints: readonly EndpointParts[] = [
  { name: 'Orders', labelled: { 'S3 Bucket Name': 'stage', 'Temporary Credential Duration': '3600' } },
  { name: 'Copy', kind: 'Target', labelled: { 'S3 Bucket Name': 'stage' } },
];

/** The files of an export package in the shape of real ones. */
export function packageOf({
  connections = [plainConnection],
  tasks = [{}],
  taskflows = [],
  runtimeEnvironments = {},
}: PackageParts = {}): PackageContent {
  const ofTasks = tasks.map((task, index) => ({
    id: `task-${index + 1}`,
    name: `mt_${index + 1}`,
    folder: 'Explore/Sales',
    endpoints: plainEndpoints,
    ...task,
  }));
  const files = [
    ...connections.map(connectionFile),
    ...ofTasks.flatMap((task) => [mappingFile(task), taskFile(task)]),
    ...taskflows.map(({ name, xml }) => [`Explore/Sales/${name}.TASKFLOW.xml`, xml] as const),
  ];
  const objects = [
    ...connections.map(({ id = 'redshift', name = id }) => listed(id, name, 'Connection', '/SYS')),
    ...Object.entries(runtimeEnvironments).map(([id, name]) => listed(id, name, 'AgentGroup', '/SYS')),
    ...ofTasks.flatMap(({ id, name, folder }) => [
      listed(mappingIdOf(id), `${name}_mapping`, 'DTEMPLATE', `/${folder}`),
      listed(id, name, 'MTT', `/${folder}`),
    ]),
    ...taskflows.map(({ name, uses }) => listed(name, name, 'TASKFLOW', '/Explore/Sales', uses)),
  ];
  return {
    ...Object.fromEntries(files),
    'exportMetadata.v2.json': JSON.stringify({ name: 'job', exportedObjects: objects }),
    'ContentsofExportPackage_job.csv': 'objectPath,objectName,objectType,id\n',
  };
}

function listed(id: string, name: string, type: string, path: string, uses: readonly string[] = []): object {
  return {
    objectGuid: id,
    objectName: name,
    objectType: type,
    path,
    metadata: { repoInfo: { repoHandle: `01CO2Z-${id}` }, objectRefs: uses },
  };
}

function connectionFile({
  id = 'redshift',
  name = id,
  connector = 'Amazon Redshift V2',
  params = {},
  labels,
  more,
}: ConnectionParts): [string, Record<string, string>] {
  const attributes = Object.entries(labels ?? {}).map(([key, displayName]) => ({ name: key, displayName }));
  const form = {
    groups: [{ attributes: [{ name: 'authentication', subgroups: [{ group: { attributes } }] }] }],
  };
  const connection = {
    '@type': 'connection',
    id: '@1',
    name,
    instanceName: connector,
    type: 'TOOLKIT_CCI',
    federatedId: id,
    connParams: { orgId: '01CO2Z', CCM_CONN_PRESENTATION: labels ? JSON.stringify(form) : '', ...params },
    ...more,
  };
  return [`SYS/${name}.Connection.zip`, { 'connection.json': JSON.stringify([connection]) }];
}

type Task = Required<Omit<TaskParts, 'more'>> & Pick<TaskParts, 'more'>;

const classes = ['Template', 'Expression', 'Target', 'Lookup', 'Source', 'Sql'];
const numberOf = (kind: string) => classes.indexOf(kind) + 3;

/** The names of classes by the numbers of this file. */
export const classInfo: Readonly<Record<string, string>> = Object.fromEntries(
  classes.map((kind) => [numberOf(kind), `com.informatica.metadata.template.tx.Tmpl${kind}`]),
);

function mappingFile({ id, name, folder, endpoints }: Task): [string, Record<string, string>] {
  const list = (values: object = {}) => ({
    attributes: Object.entries(values).map(([attribute, value]) => ({ name: attribute, value })),
  });
  const transformations = endpoints.map(
    ({ name: transformation, kind = 'Source', connection = 'redshift', ...one }) => ({
      $$class: numberOf(kind),
      name: transformation,
      dataAdapter: {
        connectionId: `saas:@${connection}`,
        object: { $$class: 2, name: 'ORDERS', fields: fieldsOf(one.fields ?? 0) },
        runtimeAttributes: list(one.labelled),
        oprRuntimeAttributes: list(one.internal),
      },
    }),
  );
  const template = {
    content: {
      documentType: 'MAPPING',
      transformations: [{ $$class: numberOf('Expression') }, ...transformations],
    },
    metadata: { $$classInfo: classInfo },
  };
  return [
    `${folder}/${name}_mapping.DTEMPLATE.zip`,
    {
      'mappingTemplate.json': JSON.stringify([
        { id: '@1', name: `${name}_mapping`, templateId: '@3', of: id },
      ]),
      'fileRecord.json': JSON.stringify([
        { id: '@2', type: 'IMAGE' },
        { id: '@3', type: 'IMFOBJECT' },
      ]),
      'bin/@2.bin': Buffer.from([0xff, 0xd8]).toString('latin1'),
      'bin/@3.bin': JSON.stringify(template),
    },
  ];
}

function fieldsOf(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    $$class: 2,
    $$ID: index,
    name: `ORDER_FIELD_${index}`,
    nativeName: `order_field_${index}`,
    dataType: 'nvarchar',
    precision: 255,
    scale: 0,
    nullable: index % 2 === 0,
    key: index === 0,
    annotations: [],
  }));
}

function taskFile({ id, name, folder, endpoints, more }: Task): [string, Record<string, string>] {
  const parameters = endpoints.flatMap(
    ({ name: label, kind = 'Source', connection = 'redshift', parameter = {} }) => {
      const [type, member] = {
        Source: ['EXTENDED_SOURCE', 'source'],
        Target: ['TARGET', 'target'],
        Lookup: ['LOOKUP', 'lookup'],
        Sql: ['STRING', 'sql'],
      }[kind];
      if (parameter === null) return [];
      return [
        {
          name: `$${label}$`,
          type,
          label,
          uiProperties: { originalPath: label },
          [`${member}ConnectionId`]: `@${connection}`,
          runtimeAttrs: {},
          runtimeParameterData: { isConnectionRuntimeParameter: false, isObjectRuntimeParameter: false },
          ...parameter,
        },
      ];
    },
  );
  const task = {
    '@type': 'mtTask',
    id: '@1',
    name,
    mappingId: `saas:@${mappingIdOf(id)}`,
    frsGuid: id,
    parameters,
    ...more,
  };
  return [`${folder}/${name}.MTT.zip`, { 'mtTask.json': JSON.stringify([task]) }];
}

function mappingIdOf(taskId: string): string {
  return `mapping-of-${taskId}`;
}
