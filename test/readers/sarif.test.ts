import { describe, expect, it } from 'vitest';
import { sarifErrors } from '../support/formats/foreign-reader.ts';
import { hostile } from '../support/formats/hostile.ts';
import {
  auditOf,
  checkOf,
  rendered,
  results,
  submissionViolation,
  sweepOf,
} from '../support/formats/results.ts';

describe('SARIF, as Microsoft’s Multitool reads it', () => {
  it('is what GitHub’s code scanning takes, of a submission', async () => {
    const exempted = submissionViolation('b', { status: 'exempted' });
    expect(await sarifErrors(rendered('sarif', checkOf([submissionViolation('a'), exempted])))).toEqual([]);
  });

  it('is SARIF, of all results together', async () => {
    const all = [results.audit(), results.check(), results.sweep(), results.access()];
    expect(await sarifErrors(rendered('sarif', ...all), 'Sarif')).toEqual([]);
  });

  it('is SARIF, where nothing was found and something could not be read', async () => {
    const audit = auditOf([], { filesSkipped: [{ path: 'a.gz', reason: 'cut off' }] });
    expect(await sarifErrors(rendered('sarif', audit, sweepOf([])), 'Sarif')).toEqual([]);
  });

  it('is SARIF, whatever is in names, paths and messages', async () => {
    const checks = hostile.map(([, text]) =>
      checkOf([submissionViolation('a', { message: text, remediation: text })], { path: text, name: text }),
    );
    expect(await sarifErrors(rendered('sarif', ...checks), 'Sarif')).toEqual([]);
  });

  it('has errors where it is none', async () => {
    const sarif = rendered('sarif', checkOf([submissionViolation('a')]));
    expect(await sarifErrors(sarif.replace('"startLine":7', '"startLine":0'))).not.toEqual([]);
    expect(await sarifErrors(sarif.replace(/"ruleIndex":\d+/, '"ruleIndex":77'))).not.toEqual([]);
  });
});
