import { isObjectAddress, parseObjectAddress } from '../archive/object-address.ts';
import { parseTime } from '../cloudtrail/time.ts';
import { type Fields, isObject } from '../json/value.ts';
import type { Selection } from './selection.ts';

/** What AuditArchive is asked to audit: the input of an execution of its state machine. */
export interface ArchiveRequest {
  /** `s3://bucket/prefix` of a trail's log files; the whole trail where it is absent. */
  readonly trail?: string;
  /** ISO 8601, UTC: judges records from this time on. */
  readonly from?: string;
  /** ISO 8601, UTC: judges records before this time. */
  readonly to?: string;
  /** Globs, as the options of `sts-warden audit`. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly roles?: readonly string[];
  /** The policy as YAML or JSON; that of the stack where it is absent. */
  readonly policy?: string;
}

/** A request that cannot be worked on. Says what was expected of which member. */
export class ArchiveRequestError extends Error {
  override readonly name = 'ArchiveRequestError';
}

const members = new Set(['trail', 'from', 'to', 'accounts', 'regions', 'roles', 'policy']);

/** Reads a request. Throws {@link ArchiveRequestError}, which lists every fault. */
export function readArchiveRequest(value: unknown): ArchiveRequest {
  if (!isObject(value)) throw new ArchiveRequestError('expected an object');
  const faults = faultsOf(value);
  if (faults.length > 0) throw new ArchiveRequestError(faults.join('; '));
  return value;
}

/** What of a request says which records are judged. */
export function selectionOf({ from, to, accounts, regions, roles }: ArchiveRequest): Selection {
  return { from: secondsOf(from), to: secondsOf(to), accounts, regions, roles };
}

function faultsOf(request: Fields): string[] {
  const faults = Object.keys(request)
    .filter((name) => !members.has(name))
    .map((name) => `\`${name}\` is no member; expected ${[...members].join(', ')}`);
  const expect = (name: string, what: string, isSound: (value: unknown) => boolean) => {
    if (request[name] !== undefined && !isSound(request[name]))
      faults.push(`expected \`${name}\` to be ${what}`);
  };
  expect('trail', 's3://bucket/prefix', isAddress);
  for (const name of ['from', 'to']) expect(name, 'a time (ISO 8601, UTC)', isTime);
  for (const name of ['accounts', 'regions', 'roles']) expect(name, 'a list of globs', isListOfTexts);
  expect('policy', 'a policy as text', (value) => typeof value === 'string');
  const [from, to] = [secondsOf(request.from), secondsOf(request.to)];
  if (from !== undefined && to !== undefined && from >= to) faults.push('expected `from` to be before `to`');
  return faults;
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && isObjectAddress(value) && parseObjectAddress(value) !== undefined;
}

function isTime(value: unknown): boolean {
  return secondsOf(value) !== undefined;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function secondsOf(time: unknown): number | undefined {
  return typeof time === 'string' ? parseTime(time) : undefined;
}

/** What an execution ends with: where the report is, and what is in it. */
export interface ArchiveRunEnd {
  /** The address of the report, gzip of what `sts-warden audit --format jsonl` writes. */
  readonly report: string;
  readonly violations: number;
  readonly filesRead: number;
  readonly filesSkipped: number;
}
