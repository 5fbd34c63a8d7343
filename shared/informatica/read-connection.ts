import type { Connection } from '../contracts/submission-contract.generated.ts';
import { type Fields, isObject } from '../json/value.ts';
import {
  type ConnectionPropertyName,
  connectionProperties,
  connectionPropertyNamed,
  connectionsOtherNames,
} from './connection-properties.ts';
import { type Connector, connectorOf } from './connectors.ts';
import { normalName } from './normal-name.ts';
import type { NotUnderstoodList } from './not-understood.ts';
import { referredId, textOf } from './part-json.ts';
import { labelsIn } from './presentation.ts';
import { type Read, settingOf, truth, unreadableSetting } from './value.ts';

/** A connection of a package: the same for all endpoints that name it. */
export interface PackagedConnection {
  readonly document: Connection;
  readonly connector: Connector;
  /** Folder Path of an S3 connection: the bucket of endpoints that have none of their own. */
  readonly folderPath: Read<string> | undefined;
  readonly runtimeEnvironmentId: string | undefined;
}

/** A connection that is named and not in the package, or that could not be read. */
export const unknownConnection: PackagedConnection = {
  document: { type: 'unknown' },
  connector: { type: 'unknown', name: 'unknown', isUnknownOfAws: false },
  folderPath: undefined,
  runtimeEnvironmentId: undefined,
};

type Properties = Partial<Record<ConnectionPropertyName, Read<string | boolean | undefined>>>;

/** Reads the object in `connection.json`. What is set of an Amazon connection and not understood is listed. */
export function readConnection(fields: Fields, notUnderstood: NotUnderstoodList): PackagedConnection {
  const connector = connectorOf(fields);
  const name = textOf(fields.name);
  const where = `connection ${name ?? 'without a name'}`;
  if (connector.isUnknownOfAws)
    notUnderstood.add({ connector: connector.name, name: 'the connector', where });
  const properties: Properties =
    connector.type === 'other'
      ? {}
      : propertiesOf(fields, connector.type, (label) =>
          notUnderstood.add({ connector: connector.name, name: label, where }),
        );
  const { folderPath } = properties;
  return {
    document: { type: connector.type, ...(name && name.length <= 256 && { name }), ...statedBy(properties) },
    connector,
    folderPath: folderPath as Read<string> | undefined,
    runtimeEnvironmentId: referredId(fields.runtimeEnvironmentId),
  };
}

/** A property's name in a connection, its label where the connector's form has one, and its value as text. */
interface Setting {
  readonly key: string;
  readonly label: string | undefined;
  readonly value: string;
}

function propertiesOf(fields: Fields, type: Connection['type'], tell: (label: string) => void): Properties {
  const found = new Map<ConnectionPropertyName, string[]>();
  for (const { key, label, value } of settingsOf(fields)) {
    const names = [...(label === undefined ? [] : [normalName(label)]), normalName(key)];
    const property = connectionPropertyNamed(names, type);
    if (property !== undefined) found.set(property, [...(found.get(property) ?? []), value]);
    else if (!names.some((name) => connectionsOtherNames.has(name))) tell(label ?? key);
  }
  return Object.fromEntries([...found].map(([property, values]) => [property, readOf(property, values)]));
}

/** All properties that are set. Of those that a vault has, the connection says no value. */
function settingsOf({ connParams, vaultEnabled, vaultEnabledParams }: Fields): Setting[] {
  const params = isObject(connParams) ? connParams : {};
  const labels = labelsIn(params.CCM_CONN_PRESENTATION);
  const isVaulted = isEnabled(vaultEnabled) && Array.isArray(vaultEnabledParams);
  const vaulted = new Set(isVaulted ? vaultEnabledParams.filter((key) => typeof key === 'string') : []);
  return [...new Set([...Object.keys(params), ...vaulted])].flatMap((key) => {
    const value = vaulted.has(key) ? unreadableSetting : settingOf(params[key]);
    return value === undefined ? [] : [{ key, label: labels.get(key), value }];
  });
}

/** Whether a vault is, unless it is said that it is not. */
function isEnabled(vaultEnabled: unknown): boolean {
  return valueIn(truth(settingOf(vaultEnabled) ?? 'false')) !== false;
}

/** Two names of one property that say different things leave it open. */
function readOf(property: ConnectionPropertyName, values: readonly string[]): Properties[typeof property] {
  const [value = '', ...others] = new Set(values);
  return others.length > 0 ? 'unresolved' : connectionProperties[property].read(value);
}

/** The properties in the words of the contract. */
function statedBy({ folderPath: _, ...properties }: Properties): Partial<Connection> {
  const { federatedRoleArn, databaseRoleArn, databaseAccessKeyId, ...own } = properties;
  const isFederated = valueIn(own.authentication) === 'federated-sso';
  const all: Properties = {
    ...own,
    ...(own.iamRoleArn === undefined && isFederated && { iamRoleArn: federatedRoleArn }),
  };
  const database = databaseOf(databaseRoleArn, databaseAccessKeyId, own.useEc2RoleToAssumeRole);
  const parts: Readonly<Record<string, Read<unknown> | undefined>> = { ...all, database };
  const unresolved = Object.entries(parts).flatMap(([name, read]) =>
    read === 'unresolved' ? [name as NonNullable<Connection['unresolved']>[number]] : [],
  );
  const stated = Object.entries(parts).flatMap(([name, read]) => {
    const value = valueIn(read);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(stated), ...(unresolved.length > 0 && { unresolved }) };
}

/** The way to the database itself; of a role alone nobody can say whose it is, so that one open part leaves all open. */
function databaseOf(
  role: Properties['databaseRoleArn'],
  accessKeyId: Properties['databaseAccessKeyId'],
  useEc2Role: Properties['useEc2RoleToAssumeRole'],
): Read<object> | undefined {
  if (role === undefined) return undefined;
  if ([role, accessKeyId, useEc2Role].includes('unresolved')) return 'unresolved';
  const [key, selected] = [valueIn(accessKeyId), valueIn(useEc2Role)];
  return {
    value: {
      iamRoleArn: valueIn(role),
      ...(key !== undefined && { accessKeyId: key }),
      ...(selected !== undefined && { useEc2RoleToAssumeRole: selected }),
    },
  };
}

function valueIn<Value>(read: Read<Value> | undefined): Value | undefined {
  return read === undefined || read === 'unresolved' ? undefined : read.value;
}
