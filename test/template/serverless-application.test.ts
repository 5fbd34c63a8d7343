import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { semanticVersion } from '../../tools/release/semantic-version.ts';
import { mainTemplate, readTemplate } from '../support/template/template.ts';

const { Metadata } = await readTemplate(mainTemplate);
const application = Metadata?.['AWS::ServerlessRepo::Application'] as Readonly<Record<string, unknown>>;

/**
 * What the AWS Serverless Application Repository takes:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-publishing-applications-metadata-properties.html
 */
describe('what the Serverless Application Repository says of the stack', () => {
  it.each([
    ['Name', /^[a-zA-Z0-9-]{1,140}$/],
    ['Description', /^.{1,256}$/],
    ['Author', /^(?=.{1,127}$)[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$/],
    ['SemanticVersion', semanticVersion],
  ])('has a %s as it is wanted', (name, pattern) => {
    expect(application[name]).toMatch(pattern);
  });

  it('has at most ten labels', () => {
    const labels = application.Labels as readonly string[];
    expect(labels.length).toBeLessThanOrEqual(10);
    for (const label of labels) expect(label).toMatch(/^[a-zA-Z0-9+\-_:/@]{1,127}$/);
  });

  it.each(['LicenseUrl', 'ReadmeUrl'])('has a %s that names a file of at most 5 MB', async (name) => {
    const { size } = await stat(String(application[name]));
    expect(size).toBeLessThanOrEqual(5_000_000);
  });

  it('has nothing that the repository does not know', () => {
    expect([
      'Name',
      'Description',
      'Author',
      'SpdxLicenseId',
      'LicenseUrl',
      'ReadmeUrl',
      'Labels',
      'HomePageUrl',
      'SemanticVersion',
      'SourceCodeUrl',
    ]).toEqual(expect.arrayContaining(Object.keys(application)));
  });

  it('is the version and the licence of the package', () => {
    expect(application).toMatchObject({
      SemanticVersion: packageJson.version,
      SpdxLicenseId: packageJson.license,
    });
  });
});
