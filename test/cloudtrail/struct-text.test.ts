import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MemberNames, recordNames } from '../../shared/cloudtrail/member-names.ts';
import { parseStruct } from '../../shared/cloudtrail/struct-text.ts';
import { lowerCased } from '../support/archive/lower-cased.ts';
import { structText } from '../support/archive/struct-text.ts';

const identity = recordNames.get('useridentity')?.is as MemberNames;
const elements = recordNames.get('responseelements')?.is as MemberNames;
const parse = (text: string, names = identity) => parseStruct(text, names);

describe('parseStruct', () => {
  it('reads what Athena prints', () => {
    const text =
      '{type=AssumedRole, principalid=AROAEXAMPLE:me, arn=arn:aws:sts::123456789012:assumed-role/r/me, ' +
      'accountid=123456789012, invokedby=null, accesskeyid=ASIAEXAMPLE, username=null, ' +
      'sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-10-01T08:00:00Z}, ' +
      'sessionissuer={type=Role, principalid=AROAEXAMPLE, arn=arn:aws:iam::123456789012:role/r, ' +
      'accountid=123456789012, username=r}}}';
    expect(parse(text)).toEqual({
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:me',
      arn: 'arn:aws:sts::123456789012:assumed-role/r/me',
      accountId: '123456789012',
      invokedBy: null,
      accessKeyId: 'ASIAEXAMPLE',
      userName: null,
      sessionContext: {
        attributes: { mfaAuthenticated: 'false', creationDate: '2026-10-01T08:00:00Z' },
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: 'arn:aws:iam::123456789012:role/r',
          accountId: '123456789012',
          userName: 'r',
        },
      },
    });
  });

  it('reads JSON within a map, as CloudTrail Lake prints it', () => {
    const text =
      '{assumedRoleUser={"arn":"a, arn=b}"}, credentials={"accessKeyId":"ASIA"}, packedPolicySize=1}';
    expect(parse(text, elements)).toEqual({
      assumedRoleUser: { arn: 'a, arn=b}' },
      credentials: { accessKeyId: 'ASIA' },
      packedPolicySize: '1',
    });
  });

  it.each([
    [
      'commas, equals signs and blanks',
      '{type=SAMLUser, username=Doe, John a=b,c=d, arn=null}',
      'Doe, John a=b,c=d',
    ],
    ['nothing', '{type=IAMUser, username=}', ''],
  ])('leaves %s in a text', (_, text, name) => {
    expect(parse(text)).toMatchObject({ userName: name });
  });

  it('reads members that nobody knows where they can be nothing else', () => {
    const text =
      '{added={a=b}, type=IAMUser, new=null, newer=2, sessioncontext={latest=3, attributes=null}, last=}';
    expect(parse(text)).toEqual({
      added: { a: 'b' },
      type: 'IAMUser',
      new: null,
      newer: '2',
      sessionContext: { latest: '3', attributes: null },
      last: '',
    });
  });

  it.each([
    ['a member that comes twice', '{type=SAMLUser, username=x, type=Root, type=SAMLUser}'],
    ['a member that nobody knows behind a name', '{type=SAMLUser, username=x, role=admin}'],
    ['a member that nobody knows behind what may be a name', '{type=SAMLUser, username=null, role=admin}'],
    ['a brace in a text', '{type=SAMLUser, username=a}b, arn=c}'],
    ['a struct in a text', '{type=SAMLUser, username=x {type=Root}}'],
    [
      'a forged struct before the true one',
      '{username=x, sessioncontext={sourceidentity=a}, sessioncontext={sourceidentity=b}}',
    ],
    ['no end', '{type=IAMUser, sessioncontext={attributes=null}'],
    ['more than one struct', '{type=IAMUser} {type=Root}'],
    ['broken JSON', '{sessioncontext={"a": }}'],
    ['JSON without an end', '{sessioncontext={"a": 1'],
    ['a list that is no JSON', '{sessioncontext=[{a=b}]}'],
    ['no member', '{IAMUser}'],
    ['no struct', 'IAMUser'],
    ['a struct among any members', '{sessioncontext={webidfederationdata={attributes={a={b=c}}}}}'],
    ['a text where a struct is', '{sessioncontext=role}'],
    ['two texts that make a struct', '{username={a=, sessioncontext={sessionissuer={arn=}}, username=}}}'],
  ])('refuses %s', (_, text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('reads what was printed, or refuses it', () => {
    const units = ['a', ',', '=', 'type', 'arn', 'username', '}', '{', 'null'];
    const textOf = (unit: readonly string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    // Types and ARNs have no blanks in them.
    const plain = textOf(units);
    const identity = { type: plain, arn: plain, userName: textOf([...units, ' ']) };
    const sessionContext = fc.record({ sessionIssuer: fc.record(identity) });
    const printed = fc.record({ ...identity, sessionContext });
    fc.assert(
      fc.property(printed, (value) => {
        const read = parse(structText(lowerCased(value)));
        if (read !== undefined)
          expect(JSON.stringify(read)).toBe(JSON.stringify(value).replaceAll('"null"', 'null'));
      }),
      { numRuns: 5000 },
    );
  });
});
