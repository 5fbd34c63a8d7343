import type { CredentialRequest, Requester } from '../cloudtrail/record.ts';
import { TextStore } from '../json/text-store.ts';
import { chainOf, issuesChainedSession } from '../sessions/session-chains.ts';
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

  /** Takes back the sessions that an event issued. `kind`: the event's source and name. */
  takeBack(key: string, kind: string): void {
    for (let row = 0; row < this.#count; row++) {
      const isOf = kind.endsWith(` ${this.#textAt(row, columns.eventName)}`);
      if (isOf && this.#ownTextAt(row, columns.key) === key) this.#takenBack.add(row);
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

  /** Requests in chains for roles that are asked for, in the order in which they were added. */
  *forRoles(isWanted: (roleArn: string) => boolean): Generator<CredentialRequest> {
    const answers = new Map<number, boolean>();
    for (const row of this.#chainedRows()) {
      const role = this.#number(row, columns.role);
      const known = answers.get(role);
      const isAsked = known ?? isWanted(this.#texts.textOf(role) ?? '');
      if (known === undefined) answers.set(role, isAsked);
      if (isAsked) yield this.#read(row);
    }
  }

  /** The requests of each chain (G4); AWS services' own are in none. */
  *chains(): Generator<CredentialRequest[]> {
    const { rows, ends } = this.#rowsByChain();
    let start = 0;
    for (const end of ends) {
      yield Array.from(rows.subarray(start, end), (row) => this.#read(row));
      start = end;
    }
  }

  /** The rows of chains, those of a chain side by side, and where each chain ends. */
  #rowsByChain(): { rows: Uint32Array; ends: Uint32Array } {
    const chainOfRow = new Uint32Array(this.#count);
    const numbers = new Map<number, number>();
    for (const row of this.#chainedRows()) {
      const name = this.#number(row, columns.sessionName) || this.#noName;
      const key = this.#number(row, columns.chain) * manyTexts + name;
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      chainOfRow[row] = number;
    }
    return sortedByGroup(chainOfRow, numbers.size);
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
