import type { EventKey } from '../archive/event-table.ts';
import type { CredentialRequest, Requester } from '../cloudtrail/record.ts';
import { TextStore } from '../json/text-store.ts';
import { byIssue, type CoveringSession } from '../sessions/run-cover.ts';
import { type ChainName, chainOf, inChainOrder, issuesChainedSession } from '../sessions/session-chains.ts';
import { NumberedTexts } from './numbered-texts.ts';

/** A row's numbers: of texts and requesters, and times in seconds since 1970 UTC. 0 stands for what is absent. */
const columns = {
  ...{
    eventName: 0,
    region: 1,
    sourceIp: 2,
    account: 3,
    role: 4,
    sessionName: 5,
    errorMessage: 6,
    requester: 7,
  },
  ...{ chain: 8, time: 9, expiresAt: 10, key: 11, eventId: 12, accessKeyId: 13, sourceIdentity: 14 },
} as const;
const width = Object.keys(columns).length;
const rowsInChunk = 16 * 1024;
/** More than there are texts. */
const manyTexts = 2 ** 26;
/** Requesters with one key and ARN that are compared. */
const mostAlike = 50;
const requesterMembers = [
  ...(['accessKeyId', 'arn', 'name', 'principalId', 'accountId', 'type', 'issuerType', 'issuerArn'] as const),
  ...(['assumedRoot', 'principalArn', 'invokedBy'] as const),
] satisfies (keyof Requester)[];

/** A chain of sessions (G4). */
export interface KeptChain {
  /** As its {@link KeptSession} have it. */
  readonly number: number;
  readonly name: ChainName;
  /** In their order in the chain, read one by one. */
  readonly requests: Iterable<CredentialRequest>;
}

/** The sessions of a role that were issued in a stretch of time, both ends included, in the order of their issue. Seconds since 1970 UTC. */
export type SessionsOfRole = (from: number, to: number) => readonly KeptSession[];

/** A session as runs are judged by it. Texts of its own are read when they are asked for. */
export class KeptSession implements CoveringSession {
  readonly issuedAt: number;
  readonly expiresAt: number | undefined;
  readonly sessionName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly requesterKeyId: string | undefined;
  /** The number of its chain. */
  readonly chain: number;
  readonly #texts: TextStore;
  readonly #eventId: number;
  readonly #accessKeyId: number;

  constructor(texts: TextStore, row: SessionRow) {
    this.issuedAt = row.issuedAt;
    this.expiresAt = row.expiresAt;
    this.sessionName = row.sessionName;
    this.sourceIdentity = row.sourceIdentity;
    this.requesterKeyId = row.requesterKeyId;
    this.chain = row.chain;
    this.#texts = texts;
    this.#eventId = row.eventId;
    this.#accessKeyId = row.accessKeyId;
  }

  get eventId(): string | undefined {
    return this.#texts.get(this.#eventId);
  }

  get accessKeyId(): string | undefined {
    return this.#texts.get(this.#accessKeyId);
  }
}

/** What a session is made of; of its own texts the places. */
interface SessionRow
  extends Pick<CoveringSession, 'issuedAt' | 'expiresAt' | 'sessionName' | 'sourceIdentity'> {
  readonly requesterKeyId: string | undefined;
  readonly chain: number;
  readonly eventId: number;
  readonly accessKeyId: number;
}

/**
 * Requests that issued a session, until an archive has been read. There may be millions: they are kept as rows of numbers,
 * and each text once that others have too.
 */
export class IssuedSessions {
  readonly #texts = new NumberedTexts();
  /** In a chain, no session name is as good as an empty one. */
  readonly #noName = this.#texts.numberOf('');
  readonly #requesters: Requester[] = [];
  /** By what tells most of them apart. */
  readonly #alike = new Map<string, number[]>();
  /** The numbers of requester and role of chains. */
  readonly #pairs = new Map<number, number>();
  readonly #ownTexts = new TextStore();
  readonly #chunks: Uint32Array[] = [];
  #count = 0;
  /** Row → the accounts that other copies were delivered to. */
  readonly #copiedTo = new Map<number, readonly string[]>();
  readonly #takenBack = new Set<number>();

  add(request: CredentialRequest): void {
    const row = this.#count++;
    if (request.copiedTo !== undefined) this.#copiedTo.set(row, request.copiedTo);
    const text = (value: string | undefined) => this.#texts.numberOf(value);
    const key = this.#ownTexts.add(request.key);
    this.#write(row, [
      text(request.eventName),
      text(request.region),
      text(request.sourceIp),
      text(request.recipientAccountId),
      text(request.roleArn),
      text(request.sessionName),
      text(request.errorMessage),
      this.#requesterNumber(request.requester),
      issuesChainedSession(request) ? this.#chainNumber(request) : 0,
      request.time,
      request.expiresAt ?? 0,
      key,
      request.eventId === request.key ? key : this.#ownTexts.add(request.eventId),
      this.#ownTexts.add(request.issuedAccessKeyId),
      text(request.sourceIdentity),
    ]);
  }

  /** Takes back the sessions that an event issued. */
  takeBack({ id, time, kind }: EventKey): void {
    for (let row = 0; row < this.#count; row++) {
      if (this.#number(row, columns.time) !== time) continue;
      const isOf = kind.endsWith(` ${this.#textAt(row, columns.eventName)}`);
      if (isOf && this.#ownTextAt(row, columns.key) === id) this.#takenBack.add(row);
    }
  }

  /** The requests that issued one of some access keys. */
  *issuersOf(accessKeyIds: ReadonlySet<string>): Generator<CredentialRequest> {
    if (accessKeyIds.size === 0) return;
    for (let row = 0; row < this.#count; row++) {
      const accessKeyId = this.#ownTextAt(row, columns.accessKeyId);
      if (accessKeyId !== undefined && accessKeyIds.has(accessKeyId) && !this.#takenBack.has(row))
        yield this.#read(row);
    }
  }

  /** All requests that are in a chain, in the order in which they were added. */
  *chained(): Generator<CredentialRequest> {
    for (const row of this.#chainedRows()) yield this.#read(row);
  }

  /** The chains, one after the other (G4); AWS services' own requests are in none. */
  *chains(): Generator<KeptChain> {
    const { rows, ends } = this.#grouped((row) => this.#chainOfRow(row));
    let start = 0;
    for (const end of ends) {
      const own = rows.subarray(start, end).sort((one, other) => this.#inChainOrder(one, other));
      start = end;
      const [first] = own;
      if (first === undefined) continue;
      yield {
        number: this.#chainOfRow(first),
        name: chainOf(this.#read(first)),
        requests: this.#reading(own),
      };
    }
  }

  /** Sessions in chains, by those of their roles that are asked for. */
  ofRoles(isWanted: (roleArn: string) => boolean): ReadonlyMap<string, SessionsOfRole> {
    const answers = new Map<number, boolean>([[0, false]]);
    const { rows, ends } = this.#grouped((row) => {
      const role = this.#number(row, columns.role);
      const isAsked = answers.get(role) ?? isWanted(this.#texts.textOf(role) ?? '');
      answers.set(role, isAsked);
      return isAsked ? role : undefined;
    });
    const byRole = new Map<string, SessionsOfRole>();
    let start = 0;
    for (const end of ends) {
      const own = rows.subarray(start, end).sort((one, other) => this.#inOrderOfIssue(one, other));
      start = end;
      const role = this.#textAt(own[0] ?? 0, columns.role) ?? '';
      byRole.set(role, (from, to) => this.#issuedBetween(own, from, to));
    }
    return byRole;
  }

  /** The rows of chains, those of a group side by side, and where each group ends. What has no group is left out. */
  #grouped(groupOf: (row: number) => number | undefined): { rows: Uint32Array; ends: Uint32Array } {
    const groups = new Uint32Array(this.#count);
    const numbers = new Map<number, number>();
    for (const row of this.#chainedRows()) {
      const group = groupOf(row);
      if (group === undefined) continue;
      const number = numbers.get(group) ?? numbers.size + 1;
      numbers.set(group, number);
      groups[row] = number;
    }
    return sortedByGroup(groups, numbers.size);
  }

  /** The same of all rows of a chain, and of no others. */
  #chainOfRow(row: number): number {
    const name = this.#number(row, columns.sessionName) || this.#noName;
    return this.#number(row, columns.chain) * manyTexts + name;
  }

  *#reading(rows: Iterable<number>): Generator<CredentialRequest> {
    for (const row of rows) yield this.#read(row);
  }

  #inChainOrder(one: number, other: number): number {
    const apart = this.#number(one, columns.time) - this.#number(other, columns.time);
    return apart || inChainOrder(this.#read(one), this.#read(other));
  }

  #inOrderOfIssue(one: number, other: number): number {
    const apart = this.#number(one, columns.time) - this.#number(other, columns.time);
    return apart || byIssue(this.#session(one), this.#session(other));
  }

  /** Of rows in the order of their issue, those of a stretch of time, both ends included. */
  #issuedBetween(rows: Uint32Array, from: number, to: number): KeptSession[] {
    const sessions: KeptSession[] = [];
    for (let at = this.#firstFrom(rows, from); at < rows.length; at++) {
      const session = this.#session(rows[at] ?? 0);
      if (session.issuedAt > to) break;
      sessions.push(session);
    }
    return sessions;
  }

  #firstFrom(rows: Uint32Array, time: number): number {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#number(rows[middle] ?? 0, columns.time) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *#chainedRows(): Generator<number> {
    for (let row = 0; row < this.#count; row++)
      if (this.#number(row, columns.chain) !== 0 && !this.#takenBack.has(row)) yield row;
  }

  #write(row: number, numbers: readonly number[]): void {
    if (row % rowsInChunk === 0) this.#chunks.push(new Uint32Array(rowsInChunk * width));
    this.#chunks.at(-1)?.set(numbers, (row % rowsInChunk) * width);
  }

  /** Of requester and role, from 1 on. */
  #chainNumber(request: CredentialRequest): number {
    const { requester, role } = chainOf(request);
    const pair = this.#texts.numberOf(requester) * manyTexts + this.#texts.numberOf(role);
    const known = this.#pairs.get(pair);
    if (known === undefined) this.#pairs.set(pair, this.#pairs.size + 1);
    return known ?? this.#pairs.size;
  }

  #requesterNumber(requester: Requester): number {
    const name = `${requester.accessKeyId} ${requester.arn}`;
    const alike = this.#alike.get(name) ?? [];
    const known = alike.find((number) => isSame(this.#requesters[number], requester));
    if (known !== undefined) return known;
    const number = this.#requesters.push(requester) - 1;
    // Of very many that are alike not all are looked through.
    this.#alike.set(name, [number, ...alike.slice(0, mostAlike - 1)]);
    return number;
  }

  #read(row: number): CredentialRequest {
    const requester = this.#requesters[this.#number(row, columns.requester)] as Requester;
    const expiresAt = this.#number(row, columns.expiresAt);
    const copiedTo = this.#copiedTo.get(row);
    const sourceIdentity = this.#textAt(row, columns.sourceIdentity);
    return {
      kind: 'credential-request',
      key: this.#ownTextAt(row, columns.key) ?? '',
      eventId: this.#ownTextAt(row, columns.eventId),
      eventName: this.#textAt(row, columns.eventName) as CredentialRequest['eventName'],
      time: this.#number(row, columns.time),
      region: this.#textAt(row, columns.region),
      sourceIp: this.#textAt(row, columns.sourceIp),
      recipientAccountId: this.#textAt(row, columns.account),
      ...(copiedTo !== undefined && { copiedTo }),
      requester,
      roleArn: this.#textAt(row, columns.role),
      sessionName: this.#textAt(row, columns.sessionName),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      errorCode: undefined,
      refusedAs: undefined,
      errorMessage: this.#textAt(row, columns.errorMessage),
      issuedAccessKeyId: this.#ownTextAt(row, columns.accessKeyId),
      expiresAt: expiresAt === 0 ? undefined : expiresAt,
    };
  }

  #session(row: number): KeptSession {
    const expiresAt = this.#number(row, columns.expiresAt);
    const requester = this.#requesters[this.#number(row, columns.requester)];
    return new KeptSession(this.#ownTexts, {
      issuedAt: this.#number(row, columns.time),
      expiresAt: expiresAt === 0 ? undefined : expiresAt,
      sessionName: this.#textAt(row, columns.sessionName),
      sourceIdentity: this.#textAt(row, columns.sourceIdentity),
      requesterKeyId: requester?.accessKeyId,
      chain: this.#chainOfRow(row),
      eventId: this.#number(row, columns.eventId),
      accessKeyId: this.#number(row, columns.accessKeyId),
    });
  }

  #textAt(row: number, column: number): string | undefined {
    return this.#texts.textOf(this.#number(row, column));
  }

  #ownTextAt(row: number, column: number): string | undefined {
    return this.#ownTexts.get(this.#number(row, column));
  }

  #number(row: number, column: number): number {
    return this.#chunks[Math.floor(row / rowsInChunk)]?.[(row % rowsInChunk) * width + column] ?? 0;
  }
}

function isSame(one: Requester | undefined, other: Requester): boolean {
  return one !== undefined && requesterMembers.every((member) => one[member] === other[member]);
}

/** Sorts indices by the groups that they are in, from 1 on; those in none, of group 0, are left out. */
function sortedByGroup(groups: Uint32Array, count: number): { rows: Uint32Array; ends: Uint32Array } {
  const ends = new Uint32Array(count);
  for (const group of groups) if (group !== 0) ends[group - 1] = (ends[group - 1] ?? 0) + 1;
  let total = 0;
  // Where each group begins: it is moved on to its end by what comes into it.
  for (const [index, size] of ends.entries()) {
    ends[index] = total;
    total += size;
  }
  const rows = new Uint32Array(total);
  for (const [row, group] of groups.entries()) {
    if (group === 0) continue;
    const place = ends[group - 1] ?? 0;
    rows[place] = row;
    ends[group - 1] = place + 1;
  }
  return { rows, ends };
}
