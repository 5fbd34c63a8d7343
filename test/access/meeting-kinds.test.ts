import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../shared/access/budget.ts';
import { intersectKind } from '../../shared/access/intersect.ts';
import { MeetingKinds } from '../../shared/access/meeting-kinds.ts';
import { pattern } from '../../shared/access/pattern.ts';
import { noResource, resourceKind } from '../../shared/access/resource-kind.ts';
import { Patterns, tokensOfForm } from './oracle.ts';

const forms = {
  bucket: 'arn:{}:s3:::{bucket}',
  object: 'arn:{}:s3:::{bucket}/{}',
  accessPoint: 'arn:{}:s3:{}:{}:accesspoint/{}',
  logGroup: 'arn:{}:logs:{}:{}:log-group:{}',
  logStream: 'arn:{}:logs:{}:{}:log-group:{}:log-stream:{}',
  instance: 'arn:{}:ec2:{}:{}:instance/{}',
  image: 'arn:{}:ec2:{}::image/{}',
  agreement: 'arn:{}:artifact:::agreement/*',
  recoveryPoint: 'arn:{}:{}:{}:*:{}:{}',
};
const kinds = [
  ...Object.entries(forms).map(([name, form]) => ({ ...resourceKind(form), name })),
  { ...noResource, name: 'none' },
];
const all = kinds.map(({ name }) => name);

describe('the kinds of resources that a pattern is of', () => {
  it.each<[string, readonly string[]]>([
    ['*', all],
    ['?', ['none']],
    ['arn:*', all.filter((name) => name !== 'none')],
    ['arn:aws:s3:::stage', ['bucket']],
    ['arn:aws:s3:::stage/', []],
    ['arn:aws:s3:::stage/*', ['object']],
    ['arn:aws:s3:::stage/a:b', ['object']],
    ['arn:aws:s3:::stage*', ['bucket', 'object']],
    ['arn:*:s3:::stage', ['bucket']],
    ['arn:aws:*:::stage', ['bucket']],
    ['arn:aws:s3:::', []],
    ['arn:aws:s3:*', ['bucket', 'object', 'accessPoint', 'recoveryPoint']],
    ['arn:aws:s3*', ['bucket', 'object', 'accessPoint', 'recoveryPoint']],
    ['arn:aws:s3:eu-central-1:*:*', ['accessPoint', 'recoveryPoint']],
    ['arn:aws:s3:*:*:accesspoint/a', ['object', 'accessPoint']],
    ['arn:aws:logs:*:*:log-group:/a:*', ['logGroup', 'logStream', 'recoveryPoint']],
    ['arn:aws:logs:*:log-group:/a:log-stream:b', ['logGroup', 'logStream', 'recoveryPoint']],
    ['arn:aws:ec2:eu-central-1:123456789012:instance/i-1', ['instance']],
    ['arn:aws:logs:*:*:/aws-glue/*', ['logGroup', 'logStream', 'recoveryPoint']],
    ['arn:aws:ec2:*::image/*', ['image', 'recoveryPoint']],
    ['arn:aws:ec2:*:*:image/ami-1', ['image']],
    ['arn:aws:ec2:eu-central-1::instance/i-1', ['instance']],
    ['arn:aws:ec2::123456789012:instance/i-1', []],
    ['arn:aws:ec2:eu-central-1:123456789012:volume/v-1', []],
    ['arn:aws:artifact:::agreement/', ['agreement']],
    ['arn:aws:rds:eu-central-1:123456789012:snapshot:awsbackup-1', ['recoveryPoint']],
    ['arn:aws:zz:eu-central-1:123456789012:x', []],
    ['arn:aws:zz:*:123456789012:x:y', ['recoveryPoint']],
    ['stage', []],
  ])('%s: %j', (text, expected) => {
    const found = new MeetingKinds(kinds).of(text, () => undefined).map(({ name }) => name);
    expect(found).toEqual(expected);
  });

  it('are the same whatever was asked before', () => {
    const heads = ['arn:aws:s3:::', 'arn:aws:*:::', 'arn:aws:ec2:*::', 'arn:aws:logs:*:*:'];
    const resources = ['stage', 'stage/*', 'image/*', 'log-group:/a:*'];
    const texts = heads.flatMap((head) => resources.map((resource) => head + resource));
    const asked = new MeetingKinds(kinds);
    for (const text of [...texts, ...texts])
      expect(asked.of(text, () => undefined)).toEqual(new MeetingKinds(kinds).of(text, () => undefined));
  });

  it('are counted', () => {
    let steps = 0;
    new MeetingKinds(kinds).of('*'.repeat(3).padEnd(1000, 'a*'), (more) => {
      steps += more;
    });
    expect(steps).toBeGreaterThan(1000);
  });
});

/** Texts are ARNs of which only the resource may differ, or texts without parts. */
const head = 'a:a:a:a:a:';
const character = fc.constantFrom('a', 'b', ':', '/', '*', '?');
const wildcards = fc.string({ unit: character, maxLength: 5 });
const form = fc
  .array(fc.constantFrom('a', 'b', ':', '/', '*', '{}', '{bucket}'), { maxLength: 4 })
  .map((pieces) => pieces.join(''));

/** The tokens of a form; a bucket is one or more characters but colons and slashes. */
function tokensOf(text: string) {
  return text
    .split(/(\{bucket\})/)
    .flatMap((piece) => (piece === '{bucket}' ? tokensOfForm('{}', ':/') : tokensOfForm(piece, '')));
}

describe('a pattern and a kind', () => {
  it.each(['', head])('have in common what both match: %j', (before) => {
    fc.assert(
      fc.property(wildcards, form, (text, rest) => {
        const kind = resourceKind(before + rest);
        const parts = intersectKind(pattern(before + text), kind, new Budget());
        const patterns = new Patterns();
        const one = 1 << patterns.add(text, false);
        const other = 1 << patterns.addTokens(tokensOf(rest));
        const common = patterns
          .kinds(['a', 'b', ':', '/'])
          .filter(({ matched }) => (matched & one) !== 0 && (matched & other) !== 0);
        const meets = new MeetingKinds([kind]).of(before + text, () => undefined).length > 0;
        expect([meets, parts.length > 0]).toEqual([common.length > 0, common.length > 0]);
      }),
      { seed: 20_261_127, numRuns: 3000 },
    );
  });
});
