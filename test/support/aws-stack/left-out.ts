/**
 * What of the stack moto 5.2.5 cannot do, and why nothing is tested of it here. A resource type is left out of the stack
 * as a whole; `Type.Property` is handed to moto, and ignored by it.
 */
export const leftOut: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'unknown to its CloudFormation',
  'AWS::ApiGateway::Deployment': 'its API Gateway keeps settings and routes no request',
  'AWS::ApiGateway::RestApi':
    'its API Gateway keeps settings and routes no request; the hook is invoked directly',
  'AWS::ApiGateway::Stage': 'unknown to its CloudFormation',
  'AWS::AppConfig::Application': 'it has no data plane, from which functions read',
  'AWS::AppConfig::ConfigurationProfile': 'it has no data plane, from which functions read',
  'AWS::AppConfig::DeploymentStrategy': 'unknown to its CloudFormation',
  'AWS::AppConfig::Environment': 'unknown to its CloudFormation',
  'AWS::CloudWatch::Alarm': 'unknown to its CloudFormation; no alarm would ever change its state',
  'AWS::CloudWatch::CompositeAlarm': 'unknown to its CloudFormation; no alarm would ever change its state',
  'AWS::CloudWatch::Dashboard': 'nobody looks at it',
  'AWS::Events::EventBusPolicy': 'unknown to its CloudFormation; who puts events on a bus is not checked',
  'AWS::IAM::ManagedPolicy': 'permissions are not enforced',
  'AWS::IAM::Role': 'permissions are not enforced',
  'AWS::IAM::RolePolicy': 'permissions are not enforced',
  'AWS::Lambda::EventSourceMapping':
    'it invokes functions in Docker only; event-source-mapping.ts polls instead',
  'AWS::Lambda::Function':
    'it runs functions in Docker only; lambda-function.ts runs the same bundles instead',
  'AWS::Lambda::Permission': 'permissions are not enforced',
  'AWS::Logs::LogGroup': 'what functions print goes to the test instead',
  'AWS::S3::BucketPolicy': 'unknown to its CloudFormation; who reads a bucket is not checked',
  'AWS::Scheduler::ScheduleGroup':
    'unknown to its CloudFormation; running-stack.ts makes it, and no schedule fires: schedules.ts does that',
  'AWS::SNS::Subscription': 'unknown to its CloudFormation, and it sends no mail',
  'AWS::SQS::QueuePolicy': 'unknown to its CloudFormation; who sends to a queue is not checked',
  'AWS::StepFunctions::StateMachine':
    'it wants a role, and no execution of it would invoke a function; archive-machine.ts makes it',
  'AWS::CodeDeploy::Application': 'nothing is shifted from one version to the next here',
  'AWS::CodeDeploy::DeploymentGroup': 'nothing is shifted from one version to the next here',
  'AWS::Lambda::Alias': 'it runs functions in Docker only; there is one version here',
  'AWS::Lambda::Version': 'it runs functions in Docker only; there is one version here',
  'AWS::DynamoDB::Table.PointInTimeRecoverySpecification': 'nothing is ever restored',
  'AWS::DynamoDB::Table.SSESpecification': 'nothing is encrypted',
  'AWS::DynamoDB::Table.TimeToLiveSpecification': 'nothing expires',
  'AWS::Events::Rule.ScheduleExpression':
    'no rule hears a clock; template.ts sees to it that such a one hears nothing',
  'AWS::Events::Rule.State': 'every rule delivers, a disabled one and read-only management events too',
  'AWS::Events::Rule.Targets.DeadLetterConfig': 'a delivery fails together with its PutEvents or not at all',
  'AWS::SNS::Topic.KmsMasterKeyId': 'nothing is encrypted',
  'AWS::SQS::Queue.KmsMasterKeyId': 'nothing is encrypted',
  'AWS::SQS::Queue.SqsManagedSseEnabled': 'nothing is encrypted',
};
