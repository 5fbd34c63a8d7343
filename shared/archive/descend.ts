import { isDamagedRecord, isNotification, isRecord, isRow } from '../cloudtrail/record-shape.ts';
import { isEvent } from '../json/event-envelope.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { intoContainer, spendNode, startAt, type Way, within } from './descent-limits.ts';
import type { Expected } from './expected.ts';
import type { Aside, Found } from './found.ts';
import { Guises } from './guises.ts';
import { ignoredKind, refusedKind, selectionOf } from './known-kinds.ts';
import { mergeRow } from './merge-row.ts';
import { mayHoldRecords, namesJson, openText } from './open-text.ts';
import { recordListsOf } from './record-lists.ts';
import { foundAside, foundMalformed, foundRecord, limited } from './report-found.ts';
import { hasRaw, isInsideOfRecord, isWholeRecord, rawNames, textSlot } from './text-slots.ts';

const viaCloudTrail = ' via CloudTrail';
/** A list in which there might have been records. */
export const emptyList: Aside = { kind: 'empty list', treatment: 'empty' };
const emptyObject: Aside = { kind: 'object that holds no record', treatment: 'empty' };
const notification: Aside = { kind: 'notification that holds no record', treatment: 'empty' };

/**
 * Descends from a parsed JSON value through lists, objects and texts until something is a CloudTrail record, and tells what
 * it comes to, in order. Nothing within a record is looked at. Never throws: what passes a limit is malformed. `place` is
 * where the value stands; it is empty where the value is a file by itself.
 */
export function* descend(value: unknown, place: string): Generator<Found> {
  yield* limited(open(value, startAt(place), 'something'), place);
}

/** The same for an item of a log file's list of records: an object that holds nothing is a record that lacks everything. */
export function* descendItem(value: unknown, place: string): Generator<Found> {
  yield* limited(open(value, startAt(place), 'record'), place);
}

/**
 * The same for a row of a table, as a CSV file has it: where somebody selected columns and left those out without which a
 * record would be misread, that is told.
 */
export function* descendRow(row: Fields, place: string): Generator<Found> {
  const selection = hasRaw(row) ? undefined : selectionOf(row, ['userIdentity', 'eventTime', 'errorCode']);
  if (selection === undefined) yield* descend(row, place);
  else yield foundAside(selection, place);
}

/**
 * The same for a text: JSON, several JSON documents one after the other, Base64, gzip or Zstandard in Base64, or objects
 * with something around them, as in a line of a log.
 */
export function* descendText(text: string, place: string): Generator<Found> {
  yield* limited(openText(text, startAt(place), { slot: 'whole', expected: 'something', open }), place);
}

function open(value: unknown, way: Way, expected: Expected): Iterable<Found> {
  if (Array.isArray(value)) return openList(value, way, { item: 'record', expected });
  if (isObject(value)) return openObject(value, way, expected);
  if (expected === 'perhaps') {
    const isPromising = typeof value === 'string' && mayHoldRecords(value);
    return isPromising ? openText(value, way, { slot: 'raw', expected, open }) : [];
  }
  return typeof value === 'string' && namesJson(value)
    ? openText(value, way, { slot: 'whole', expected, open })
    : [foundMalformed(`expected a record object, got ${typeName(value)}`, way.place)];
}

interface ListOptions {
  readonly item: string;
  readonly expected: Expected;
}

function* openList(items: readonly unknown[], way: Way, options: ListOptions): Generator<Found> {
  const { item, expected } = options;
  const inside = intoContainer(way);
  if (items.length === 0 && expected !== 'perhaps') yield foundAside(emptyList, way.place);
  const row = expected === 'record' ? undefined : mergeRow(items);
  if (row !== undefined) {
    yield* openRow(row, way, expected);
    return;
  }
  for (let index = 0; index < items.length; index++) {
    const value = items[index];
    const place = within(way.place, `${item} ${index + 1}`);
    if (isObject(value) && isPlainRecord(value)) yield foundRecord(value, place);
    else yield* limited(open(value, { ...inside, place }, expected), place);
  }
}

/** A row of results: whole, or of columns that somebody selected. */
function* openRow(row: Fields, way: Way, expected: Expected): Generator<Found> {
  const selection = hasRaw(row) ? undefined : selectionOf(row, ['userIdentity']);
  if (selection === undefined) yield* openObject(row, way, expected);
  else yield foundAside(selection, way.place);
}

/** Whether an object is a record, and holds it in no other guise beside. */
function isPlainRecord(value: Fields): boolean {
  return isRecord(value) && !hasRaw(value);
}

function* openObject(value: Fields, way: Way, expected: Expected, parent?: string): Generator<Found> {
  if (isPlainRecord(value)) {
    yield foundRecord(value, way.place);
    return;
  }
  const inside = intoContainer(way);
  const isOfRecord = isRecord(value);
  const ignored = isOfRecord ? undefined : ignoredKind(value);
  if (ignored !== undefined) yield foundAside(ignored, way.place);
  else if (isEvent(value)) yield* openEvent(value, inside);
  else if (isOfRecord || isDamagedRecord(value) || isRow(value)) yield* openRecord(value, inside);
  else yield* openContainer(value, inside, expected, parent);
}

/** An event of EventBridge. */
function openEvent({ detail, 'detail-type': detailType }: Fields, way: Way): Iterable<Found> {
  const isOfCloudTrail = typeof detailType === 'string' && detailType.endsWith(viaCloudTrail);
  return open(detail, way, isOfCloudTrail ? 'record' : 'something');
}

/** What is a record by its members, but may hold it as it came too, which counts for more. */
function* openRecord(value: Fields, way: Way): Generator<Found> {
  const guises = new Guises();
  addRaw(guises, value, way);
  const refused = refusedKind(value);
  // Beside a record as it came, members by themselves are columns that were taken out of it.
  const counts = !guises.hasRecords || (refused === undefined && isObject(value.userIdentity));
  if (counts)
    guises.add(
      [refused === undefined ? foundRecord(value, way.place) : foundAside(refused, way.place)],
      true,
    );
  yield* guises.all();
}

function* openContainer(
  value: Fields,
  way: Way,
  expected: Expected,
  parent: string | undefined,
): Generator<Found> {
  const lists = recordListsOf(value, expected);
  for (const { items, ...options } of lists) yield* openList(items, way, options);
  if (lists.length > 0) return;
  const guises = new Guises();
  addRaw(guises, value, way);
  const refused = refusedKind(value);
  // What is known to be another form of a record is not looked into: it may quote others.
  if (refused === undefined) addOthers(guises, value, way, parent);
  const found = [...guises.all()];
  if (found.length > 0) yield* found;
  else yield* nothingIn(value, way, refused, expected);
}

function* nothingIn(
  value: Fields,
  { place }: Way,
  refused: Aside | undefined,
  expected: Expected,
): Generator<Found> {
  if (refused !== undefined) yield foundAside(refused, place);
  else if (expected === 'perhaps') return;
  else if (isNotification(value)) yield foundAside(notification, place);
  else if (expected === 'record') yield foundRecord(value, place);
  else yield foundAside(emptyObject, place);
}

/** Looks into the members that hold a record as it came, the nearest to the original first. */
function addRaw(guises: Guises, value: Fields, way: Way): void {
  for (const name of rawNames)
    if (value[name] !== undefined) guises.add(openMember(value, name, way, undefined), true);
}

/** Looks into all other members. */
function addOthers(guises: Guises, value: Fields, way: Way, parent: string | undefined): void {
  for (const name in value) {
    if (!isPromising(value, name, parent) || rawNames.includes(name) || isInsideOfRecord(name)) continue;
    guises.add(openMember(value, name, way, parent), false);
  }
}

function isPromising(value: Fields, name: string, parent: string | undefined): boolean {
  const member = value[name];
  if (typeof member === 'string')
    return mayHoldRecords(member) || textSlot(value, name, parent) !== undefined;
  return typeof member === 'object' && member !== null;
}

function openMember(fields: Fields, name: string, way: Way, parent: string | undefined): Iterable<Found> {
  spendNode(way);
  const member = fields[name];
  if (isObject(member)) return limited(openObject(member, way, 'perhaps', name), way.place);
  const slot = typeof member === 'string' ? textSlot(fields, name, parent) : undefined;
  if (slot === undefined || typeof member !== 'string')
    return limited(open(member, way, 'perhaps'), way.place);
  const expected = isWholeRecord(name) ? 'record' : 'something';
  return limited(openText(member, way, { slot, expected, open }), way.place);
}
