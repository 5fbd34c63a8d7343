import packageJson from '../../../package.json' with { type: 'json' };
import type { Value } from '../value.ts';

/**
 * What `sam publish` says of the stack in the AWS Serverless Application Repository, which allows these members and
 * lengths: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-publishing-applications-metadata-properties.html.
 * Paths start at the template; `sam package` uploads the files.
 */
export const metadata: Value = {
  'AWS::ServerlessRepo::Application': {
    Name: packageJson.name,
    Description: packageJson.description,
    Author: packageJson.name,
    SpdxLicenseId: packageJson.license,
    LicenseUrl: 'LICENSE',
    ReadmeUrl: 'README.md',
    Labels: packageJson.keywords,
    SemanticVersion: packageJson.version,
  },
};
