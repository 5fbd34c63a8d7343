import fc from 'fast-check';
import { patched } from '../../../shared/examples/compliant.ts';
import { expiredRecord, type Json, record, rootRecord, session } from '../cli/audit-command.ts';
import { type File, inArchive, inTheirOrder } from './part-of.ts';

const second = 1000;
const day = Date.parse('2026-10-01T00:00:00Z');
const account = fc.constantFrom('123456789012', '210987654321', '555555555555');
const accessKeyId = fc.constantFrom('ASIAEXAMPLEEXAMPLE71', 'ASIAEXAMPLEEXAMPLE72', 'ASIAEXAMPLEEXAMPLE73');

/** Seconds after the first day's start: of four days, and near one another or the length of a session apart. */
const moment = fc
  .tuple(
    fc.nat({ max: 3 }),
    fc.constantFrom(0, 1, 2, 899, 900, 901, 1500, 3600, 43_200, 43_201, 44_000, 44_100, 86_399),
  )
  .map(([days, seconds]) => days * 86_400 + seconds);
/** As long as sessions live; never so long, and beyond what anybody believes. */
const length = fc.constantFrom(900, 3600, 43_200, 86_400, 129_600, 129_601, 500_000);
const text = (seconds: number) => `${new Date(day + seconds * second).toISOString().slice(0, 19)}Z`;

interface Made {
  readonly id: string;
  readonly time: number;
}

/** What a record of a time can be. */
const kinds: readonly fc.Arbitrary<(made: Made) => Json>[] = [
  ...Array<fc.Arbitrary<(made: Made) => Json>>(3).fill(
    fc.record({ length, accessKeyId, name: fc.constantFrom('a', 'b'), isReadable: fc.boolean() }).map(
      ({ length, accessKeyId, name, isReadable }) =>
        ({ id, time }) =>
          patched(session(id, '00:00:00', '00:00:00', { requestParameters: { roleSessionName: name } }), {
            eventTime: text(time),
            responseElements: {
              credentials: { accessKeyId, expiration: isReadable ? text(time + length) : 'later' },
            },
          }),
    ),
  ),
  fc.record({ accessKeyId, errorCode: fc.constantFrom('ExpiredToken', 'RequestExpired') }).map(
    ({ accessKeyId, errorCode }) =>
      ({ id, time }) =>
        expiredRecord(id, { eventTime: text(time), errorCode, userIdentity: { accessKeyId } }),
  ),
  fc.record({ accessKeyId }).map(
    ({ accessKeyId }) =>
      ({ id, time }) =>
        record(id, {
          eventTime: text(time),
          errorCode: 'ExpiredTokenException',
          userIdentity: { accessKeyId },
          responseElements: null,
        }),
  ),
  fc.constant(({ id, time }) => rootRecord(id, { eventTime: text(time) })),
  fc.constant(({ id, time }) => record(id, { eventTime: text(time), eventName: 'GetSessionToken' })),
  fc.constant(({ id, time }) =>
    record(id, { eventTime: text(time), eventSource: 's3.amazonaws.com', eventName: 'GetObject' }),
  ),
  fc.constant(({ id }) => record(id, { eventTime: 'never' })),
  fc.constant(({ id }) => record(id, { eventSource: 's3.amazonaws.com', eventTime: null })),
];
/** Few ids, so that one id has events of several times and names. */
const event = fc
  .record({
    id: fc.integer({ min: 0, max: 12 }).map((number) => `id-${number}`),
    time: moment,
    make: fc.oneof(...kinds),
  })
  .map(({ id, time, make }) => make({ id, time }));

/** Other records of an event: the same, one that differs, one that brings it up to date, a copy for another account. */
const again = fc.oneof(
  fc.constant((one: Json) => one),
  fc.constant((one: Json) => patched(one, { userIdentity: { type: 'Root' } })),
  fc.constant((one: Json) => patched(one, { requestParameters: { roleSessionName: 'c' } })),
  length.map((seconds) => (one: Json) => {
    const expiration = new Date(Date.parse(`${one.eventTime}`) + seconds * second || 0).toISOString();
    return patched(updated(one), { responseElements: { credentials: { expiration } } });
  }),
  fc.constant((one: Json) => updated(patched(one, { errorCode: 'NoSuchKey' }))),
  fc.constant((one: Json) => updated(patched(one, { eventTime: null, eventSource: 's3.amazonaws.com' }))),
  fc.record({ recipientAccountId: account, isOwn: fc.boolean() }).map(
    ({ recipientAccountId, isOwn }) =>
      (one: Json) =>
        patched(one, {
          ...{
            sharedEventID: `shared ${one.eventID}`,
            recipientAccountId,
            eventID: `${one.eventID} ${recipientAccountId}`,
          },
          ...(!isOwn && {
            userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null },
          }),
        }),
  ),
);

function updated(one: Json): Json {
  return patched(one, {
    eventID: `${one.eventID} updated`,
    addendum: { reason: 'UPDATED_DATA', originalEventID: one.eventID },
  });
}

const file = fc.record({
  folder: fc.constantFrom('a', 'a-b', 'a/b', 'c'),
  part: fc.nat({ max: 3 }),
  isBroken: fc.boolean(),
});
const place = fc.nat({ max: 7 });
const placed = fc.record({ event, first: place, others: fc.array(fc.tuple(again, place), { maxLength: 3 }) });

/** Archives whose records have much to do with one another, over all borders that there may be. */
export const borderlineArchives: fc.Arbitrary<File[]> = fc
  .tuple(
    fc.array(file, { minLength: 1, maxLength: 8 }),
    fc.array(placed, { minLength: 4, maxLength: 24, size: 'max' }),
  )
  .map(([files, events]) => {
    const records = files.map((): Json[] => []);
    const put = (one: Json, at: number) => records[at % records.length]?.push(one);
    for (const { event: one, first, others } of events) {
      put(one, first);
      for (const [other, at] of others) put(other(one), at);
    }
    return inTheirOrder(
      files.map(({ folder, part, isBroken }, number) => ({
        path: `${folder}/${number}.json`,
        part,
        records: [
          ...(records[number] ?? []).map((content, at) => inArchive(content, `record ${at + 1}`)),
          ...(isBroken ? [{ json: '{"eventSource', place: 'line 9' }] : []),
        ],
      })),
    );
  });

/** Times at which slices may begin, in seconds since 1970 UTC. */
export const borders: fc.Arbitrary<number[]> = fc
  .uniqueArray(moment, { maxLength: 5 })
  .map((some) => some.toSorted((one, other) => one - other).map((seconds) => day / second + seconds));
