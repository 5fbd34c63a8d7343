import { zipOf } from './zip-of.ts';

/** A mapping task of the stand-in's organization: it reads from Redshift by a role and writes to a database. */
export interface StandInTask {
  /** Federated id. */
  readonly id: string;
  /** Id of version 2. */
  readonly handle: string;
  readonly name: string;
  /** `Sales`, or `Sales/Nightly`. */
  readonly folder: string;
  readonly scheduleId?: string;
  /** Advanced properties of the source, by their labels. */
  readonly source?: Readonly<Record<string, string>>;
  /** Its mapping is not in the package, so that it cannot be read. */
  readonly lacksMapping?: boolean;
}

const classes = {
  1: 'com.informatica.metadata.template.common.Template',
  2: 'com.informatica.metadata.template.tx.tmplsource.TmplSource',
  3: 'com.informatica.metadata.template.tx.tmpltarget.TmplTarget',
};
const connectionIds = { redshift: 'cRedshift0000000000001', database: 'cOracle000000000000002' };

/** The export package (zip) of tasks with what they depend on. `secret` is the value of every secret in it. */
export function packageOf(tasks: readonly StandInTask[], secret: string): Buffer {
  const connections = {
    'SYS/Redshift.Connection.zip': connection('Redshift', connectionIds.redshift, 'Amazon Redshift V2', {
      accessKey: 'AKIAEXAMPLEEXAMPLE01',
      secretKey: secret,
      password: secret,
      iamroleARN: 'arn:aws:iam::123456789012:role/redshift-stage',
    }),
    'SYS/Oracle.Connection.zip': connection('Oracle', connectionIds.database, 'Oracle', { password: secret }),
  };
  const parts = tasks.map((task) => [`Explore/${task.folder}/${task.name}.MTT.zip`, taskPart(task)]);
  const mappings = tasks
    .filter(({ lacksMapping }) => lacksMapping !== true)
    .map((task) => [`Explore/${task.folder}/m_${task.name}.DTEMPLATE.zip`, mappingPart(task)]);
  return zipOf({
    ...connections,
    ...Object.fromEntries([...mappings, ...parts]),
    'exportMetadata.v2.json': { name: 'job-1', exportedObjects: listed(tasks), unknownMember: [1] },
  });
}

function listed(tasks: readonly StandInTask[]): object[] {
  const object = (
    objectGuid: string,
    objectName: string,
    objectType: string,
    path: string,
    handle: string,
  ) => ({
    objectGuid,
    objectName,
    objectType,
    path,
    metadata: { repoInfo: { repoHandle: handle }, objectRefs: [] },
  });
  return [
    object(connectionIds.redshift, 'Redshift', 'Connection', '/SYS', '0100000B000000000001'),
    object(connectionIds.database, 'Oracle', 'Connection', '/SYS', '0100000B000000000002'),
    ...tasks.flatMap(({ id, handle, name, folder, lacksMapping }) => [
      ...(lacksMapping === true
        ? []
        : [object(`m-${id}`, `m_${name}`, 'DTEMPLATE', `/Explore/${folder}`, `m-${handle}`)]),
      object(id, name, 'MTT', `/Explore/${folder}`, handle),
    ]),
  ];
}

function connection(name: string, federatedId: string, instanceName: string, connParams: object): Buffer {
  return zipOf({
    'connection.json': [
      { '@type': 'connection', id: '@1', name, federatedId, instanceName, type: 'TOOLKIT_CCI', connParams },
    ],
  });
}

function taskPart({ id, name, scheduleId }: StandInTask): Buffer {
  const task = { '@type': 'mtTask', id: '@1', name, mappingId: `saas:@m-${id}`, frsGuid: id, parameters: [] };
  return zipOf({
    'mtTask.json': [{ ...task, ...(scheduleId !== undefined && { scheduleId: `@${scheduleId}` }) }],
  });
}

function mappingPart({ name, source = {} }: StandInTask): Buffer {
  const attributes = Object.entries(source).map(([label, value]) => ({ name: label, value }));
  const transformation = (
    title: string,
    classNumber: number,
    connectionId: string,
    labelled: readonly object[],
  ) => ({
    $$class: classNumber,
    name: title,
    dataAdapter: { connectionId: `saas:@${connectionId}`, runtimeAttributes: { attributes: labelled } },
  });
  return zipOf({
    'mappingTemplate.json': [{ '@type': 'mappingTemplate', name: `m_${name}`, templateId: '@3' }],
    'bin/@3.bin': {
      content: {
        $$class: 1,
        transformations: [
          transformation('Orders', 2, connectionIds.redshift, attributes),
          transformation('Copy', 3, connectionIds.database, []),
        ],
      },
      metadata: { $$classInfo: classes },
    },
  });
}
