import { describe, expect, it } from 'vitest';
import { parsePrincipal } from '../../shared/access/principal.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { type KnownOfHops, provenRequesters } from '../../shared/proof/proven-requesters.ts';
import { RefusedProofError } from '../../shared/proof/refusal.ts';
import { readSigner, type Signer } from '../../shared/proof/signer.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import type { Hop } from '../../shared/submission/submission.ts';
import { caught } from '../support/hostile/caught.ts';

const account = '123456789012';
const cleanArn = `arn:aws:iam::${account}:user/mapping-requester`;
const adminArn = `arn:aws:iam::${account}:user/admin`;
const hopKey = 'AKIAEXAMPLEEXAMPLE01';
const otherKey = 'AKIAEXAMPLEEXAMPLE02';

const clean = signer(cleanArn, 'AIDACLEANCLEANCLEAN1', hopKey);
const cleanByOtherKey = { ...clean, accessKeyId: otherKey };
const admin = signer(adminArn, 'AIDAADMINADMINADMIN1', otherKey);
const agent = signer(
  `arn:aws:sts::${account}:assumed-role/agent/i-0123`,
  'AROAAGENTAGENTAGENT1:i-0123',
  'ASIAEXAMPLEEXAMPLE77',
);
const root = signer(`arn:aws:iam::${account}:root`, account, hopKey);

function signer(arn: string, userId: string, accessKeyId: string): Signer {
  const read = readSigner({ accessKeyId, arn, userId, accountId: account });
  if (read === undefined) throw new Error(`no signer: ${arn}`);
  return read;
}

/** The only hop of the compliant submission, patched. */
function hopOf(connection: object): Hop {
  const [hop] = parseSubmission(patched(compliantSubmission, { connections: { redshift: connection } })).hops;
  if (hop === undefined) throw new Error('no hop');
  return hop;
}

const withKey = hopOf({});
const withoutKey = hopOf({ accessKeyId: null });
const declaringNobody = hopOf({ accessKeyId: null, principalArn: null });
const unreadKey = hopOf({ accessKeyId: null, unresolved: ['accessKeyId'] });
const ofAgent = hopOf({
  accessKeyId: null,
  authentication: 'assume-role-ec2',
  principalArn: `arn:aws:iam::${account}:role/agents/agent`,
});
const sessionKeyed = hopOf({ accessKeyId: agent.accessKeyId });

/** What the submission declares, and whose keys are known. */
function known(owners: Readonly<Record<string, { arn: string; principalId?: string }>> = {}): KnownOfHops {
  return {
    ownerOf: (key) => owners[key],
    requesterOf: ({ principal }) => principal && { principal, source: 'declared' },
  };
}

describe('a caller', () => {
  it.each<[string, Signer, Hop, KnownOfHops, string | undefined]>([
    ['signs with the hop’s own key', clean, withKey, known(), cleanArn],
    [
      'signs with it, whatever name is declared',
      { ...admin, accessKeyId: hopKey },
      withKey,
      known(),
      adminArn,
    ],
    [
      'signs with a session’s key, and the hop has it',
      agent,
      sessionKeyed,
      known(),
      `arn:aws:iam::${account}:role/agent`,
    ],
    ['is the root user, by the hop’s key', root, withKey, known(), root.principal.arn],
    ['is whom a hop without a key declares', cleanByOtherKey, withoutKey, known(), cleanArn],
    [
      'is a session of the role that is declared, whose path it has not',
      agent,
      ofAgent,
      known(),
      `arn:aws:iam::${account}:role/agents/agent`,
    ],
    [
      'is the owner of the hop’s key, by another one',
      cleanByOtherKey,
      withKey,
      known({ [hopKey]: { arn: cleanArn } }),
      cleanArn,
    ],
    [
      'is that owner by the unique id too',
      cleanByOtherKey,
      withKey,
      known({ [hopKey]: { arn: cleanArn, principalId: clean.principalId } }),
      cleanArn,
    ],
    [
      'has the declared name, and the hop a key that nobody knows: the lie',
      cleanByOtherKey,
      withKey,
      known(),
      undefined,
    ],
    [
      'has the declared name, and the hop the administrator’s key',
      cleanByOtherKey,
      withKey,
      known({ [hopKey]: { arn: adminArn } }),
      undefined,
    ],
    [
      'has the name of the owner, and another unique id',
      cleanByOtherKey,
      withKey,
      known({ [hopKey]: { arn: cleanArn, principalId: 'AIDAOLDOLDOLDOLDOLD1' } }),
      undefined,
    ],
    [
      'has the declared name, and the hop a key that could not be read',
      cleanByOtherKey,
      unreadKey,
      known(),
      undefined,
    ],
    ['is somebody else', admin, withoutKey, known(), undefined],
    ['is somebody, and the hop declares nobody', admin, declaringNobody, known(), undefined],
    [
      'has a name that the declared one has in another account',
      cleanByOtherKey,
      hopOf({ accessKeyId: null, principalArn: cleanArn.replace(account, '210987654321') }),
      known(),
      undefined,
    ],
  ])('%s', (_, caller, hop, facts, arn) => {
    const proven = provenRequesters([hop], { caller, verified: [] }, facts).get(hop);
    expect(proven).toEqual(
      arn && { principal: parsePrincipal(arn), source: 'proven', principalId: caller.principalId },
    );
  });

  it('proves each hop by itself', () => {
    const proven = provenRequesters([withKey, withoutKey, ofAgent], { caller: agent, verified: [] }, known());
    expect([...proven.keys()]).toEqual([ofAgent]);
  });

  it('proves nothing where nobody authenticated it', () => {
    expect(provenRequesters([withKey], { caller: undefined, verified: [] }, known())).toEqual(new Map());
  });
});

describe('a proof', () => {
  it.each<[string, Signer, Hop, KnownOfHops, string]>([
    ['by the hop’s own key', clean, withKey, known(), cleanArn],
    ['by it, whatever name is declared', { ...admin, accessKeyId: hopKey }, withKey, known(), adminArn],
    ['of whom a hop without a key declares', cleanByOtherKey, withoutKey, known(), cleanArn],
    [
      'by a session of the declared role',
      agent,
      ofAgent,
      known(),
      `arn:aws:iam::${account}:role/agents/agent`,
    ],
    ['of anybody, where nobody is declared', admin, declaringNobody, known(), adminArn],
  ])('%s is taken', (_, by, hop, facts, arn) => {
    const verified = [{ pointer: '/proofs/0/url', hop, signer: by }];
    expect(provenRequesters([hop], { caller: undefined, verified }, facts).get(hop)).toEqual({
      principal: parsePrincipal(arn),
      source: 'proven',
      principalId: by.principalId,
    });
  });

  it.each<[string, string, Signer, Hop]>([
    ['access-key', 'by another key than the hop’s, of the same user', cleanByOtherKey, withKey],
    ['principal', 'of another than the declared one', admin, withoutKey],
    ['principal', 'of another role', agent, withoutKey],
  ])('%s: %s is refused', (reason, _, by, hop) => {
    const verified = [{ pointer: '/proofs/3/url', hop, signer: by }];
    const error = caught(() => provenRequesters([hop], { caller: clean, verified }, known()));
    expect(error).toBeInstanceOf(RefusedProofError);
    expect((error as RefusedProofError).faults).toMatchObject([{ pointer: '/proofs/3/url', reason }]);
  });

  it('is stronger than the caller', () => {
    const verified = [{ pointer: '', hop: withKey, signer: { ...admin, accessKeyId: hopKey } }];
    const proven = provenRequesters([withKey], { caller: clean, verified }, known());
    expect(proven.get(withKey)).toMatchObject({ principal: { arn: adminArn } });
  });
});
