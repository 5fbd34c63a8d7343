import type { Connection } from '../contracts/submission-contract.generated.ts';
import type { Fields } from '../json/value.ts';
import { normalName } from './normal-name.ts';
import { textOf } from './part-json.ts';

/** The connectors that are known, by normal names: as the pages call them, and as types of connections are called. */
const types: ReadonlyMap<string, Connection['type']> = new Map([
  ['amazonredshiftv2', 'amazon-redshift-v2'],
  ['redshiftv2', 'amazon-redshift-v2'],
  ['amazonredshift', 'amazon-redshift'],
  ['redshift', 'amazon-redshift'],
  ['amazons3v2', 'amazon-s3-v2'],
  ['s3v2', 'amazon-s3-v2'],
]);

/** Names of connectors of AWS, known or not. */
const ofAws = /amazon|aws|redshift|^s3/;

/** Which connector a connection is of. */
export interface Connector {
  readonly type: Connection['type'];
  /** What people call it. */
  readonly name: string;
  /** It is one of AWS, and none that is known: what its connections do, nobody here can say. */
  readonly isUnknownOfAws: boolean;
}

/** Reads `instanceName`, `instanceDisplayName`, `type` and `subType` of a connection; the first that is known decides. */
export function connectorOf({ instanceName, instanceDisplayName, type, subType }: Fields): Connector {
  const names = [instanceName, instanceDisplayName, type, subType]
    .map(textOf)
    .filter((name) => name !== undefined);
  const known = names.map((name) => types.get(normalName(name))).find((found) => found !== undefined);
  return {
    type: known ?? 'other',
    name: names[0] ?? 'a connector without a name',
    isUnknownOfAws: known === undefined && names.some((name) => ofAws.test(normalName(name))),
  };
}
