/**
 * STS Warden as a stack of the AWS CDK: the template of a release as it is. `aws cloudformation package` uploads the code
 * of the functions first, and writes packaged.yaml (docs/deploy.md, "From a release").
 */
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

const stack = new Stack(new App(), 'sts-warden');
const template = new CfnInclude(stack, 'StsWarden', { templateFile: '../../../packaged.yaml' });

// Parameters that are not named here keep the template's defaults. `cdk deploy --parameters` sets them too.
const parameters = {
  AlarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:operations',
  ManageApiGatewayAccount: 'false',
};
for (const [name, value] of Object.entries(parameters)) template.getParameter(name).default = value;
