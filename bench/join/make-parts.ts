import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PartWriter } from '../../shared/audit/part-writer.ts';
import type { Fields } from '../../shared/json/value.ts';
import { RecordWriter } from '../archive/records.ts';

export interface PartsToMake {
  readonly parts: number;
  /** Records that ask for credentials, of all parts. */
  readonly requests: number;
  /** Of a hundred requests, how many are copies that another account got, in parts that come much later. */
  readonly copies: number;
  /** Of a hundred requests, how many have a session name that no other has. */
  readonly names: number;
  /** Of a hundred requests, how many break a rule. */
  readonly violations: number;
}

const requester = '123456789012';
const owner = '210987654321';
const otherRecords = 50;
const files = { filesRead: 50, filesSkipped: [], filesIgnored: 0, withoutRecords: [], interrupted: false };

/** Writes the parts of an organization's trail into a folder, those of one account before those of the other. */
export function makeParts(folder: string, toMake: PartsToMake): void {
  const { parts, requests, copies } = toMake;
  const makeRequest = requestsOf(toMake);
  const copied: Fields[] = [];
  const perPart = Math.ceil(requests / parts);
  const own = Math.ceil(parts * (1 - copies / 100));
  for (let number = 0; number < parts; number++) {
    const name = String(number).padStart(6, '0');
    const file = openSync(join(folder, `part-${name}.gz`), 'w');
    const part = new PartWriter({ reading: {}, write: (bytes) => writeSync(file, bytes) });
    const path = `AWSLogs/${number < own ? requester : owner}/${name}.json.gz`;
    for (let at = 0; at < perPart; at++) {
      const content = number < own ? makeRequest() : copied.pop();
      if (content === undefined) break;
      if (number < own && copied.length < (parts - own) * perPart) copied.push(copyOf(content));
      part.read(path, { content, place: '' });
    }
    part.passOver(perPart * otherRecords, { first: 1_790_000_000, last: 1_790_000_000 });
    part.end(files);
    closeSync(file);
  }
}

function requestsOf({ copies, names, violations }: PartsToMake): () => Fields {
  const writer = new RecordWriter(1);
  let at = 0;
  return () => {
    const made = writer.request();
    const place = at++ % 100;
    const name = { ...(made.requestParameters as Fields), roleSessionName: `run-${at}` };
    const root = { type: 'Root', principalId: requester, arn: `arn:aws:iam::${requester}:root` };
    return {
      ...made,
      ...(place < names && { requestParameters: name }),
      ...(place < violations && { userIdentity: root }),
      ...(copies > 0 && { sharedEventID: made.eventID }),
    };
  };
}

function copyOf(made: Fields): Fields {
  const identity = { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', accountId: requester };
  return { ...made, eventID: crypto.randomUUID(), recipientAccountId: owner, userIdentity: identity };
}
