import { type TestCase, testCasesOf } from '../report/test-cases.ts';
import type { Format } from './format.ts';
import { element, startTag, xmlText } from './xml-text.ts';

/** JUnit’s XML, as CI systems read it: a suite for each result. */
export const junit: Format = {
  name: 'junit',
  summary: 'JUnit’s XML for the test page of a CI system: a task, a finding or a principal is a test case',
  results: ['audit', 'check', 'sweep', 'access'],
  *render(results) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sts-warden">\n';
    for (const result of results) yield* suite(result.kind, testCasesOf(result));
    yield '</testsuites>\n';
  },
};

function* suite(name: string, cases: readonly TestCase[]): Generator<string> {
  const count = (outcome: TestCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const counts = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  yield `${startTag('testsuite', { name, ...counts })}\n`;
  for (const one of cases) yield `${testCase(one)}\n`;
  yield '</testsuite>\n';
}

function testCase({ group, name, file, line, outcome, summary, lines }: TestCase): string {
  const text = lines.map(xmlText).join('\n');
  const body =
    outcome === 'passed'
      ? text && element('system-out', {}, text)
      : element(outcome, { message: summary }, text);
  return element('testcase', { classname: group, name, file, line }, body);
}
