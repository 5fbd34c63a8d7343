import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PartWriter } from '../../shared/audit/part-writer.ts';
import { PackedList } from '../../shared/json/packed-list.ts';
import type { Fields } from '../../shared/json/value.ts';
import { RecordWriter } from '../archive/records.ts';

export interface PartsToMake {
  readonly parts: number;
  /** Records that ask for credentials, of all parts, copies too. */
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
  const perPart = Math.ceil(toMake.requests / toMake.parts);
  const records = recordsOf(toMake);
  for (let number = 0; number < toMake.parts; number++) {
    const name = String(number).padStart(6, '0');
    const file = openSync(join(folder, `part-${name}.gz`), 'w');
    const part = new PartWriter({ reading: {}, write: (bytes) => writeSync(file, bytes) });
    for (let at = 0; at < perPart; at++) {
      const { value: content, done } = records.next();
      if (done === true) break;
      part.read(`AWSLogs/${content.recipientAccountId}/${name}.json.gz`, { content, place: '' });
    }
    part.passOver(perPart * otherRecords, { first: 1_790_000_000, last: 1_790_000_000 });
    part.end(files);
    closeSync(file);
  }
}

/** Requests, then the copies of some of them. */
function* recordsOf(toMake: PartsToMake): Generator<Fields, void> {
  const makeRequest = requestsOf(toMake);
  const copies = Math.floor((toMake.requests * toMake.copies) / 100);
  const copied = new PackedList<Fields>();
  for (let at = 0; at < toMake.requests - copies; at++) {
    const made = makeRequest();
    if (copied.length < copies) copied.push(copyOf(made));
    yield made;
  }
  yield* copied;
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
