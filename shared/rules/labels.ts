/** What Informatica's pages call the properties of a connection, for messages that people read. */
export const labels = {
  accessKeyId: 'Access Key ID',
  iamRoleArn: 'IAM Role ARN',
  externalId: 'External Id',
  useEc2RoleToAssumeRole: 'Use EC2 Role to Assume Role',
  authentication: 'Authentication Type',
  customerMasterKeyId: 'Customer Master Key ID',
  region: 'Region',
  secretsDigest: 'the secret properties',
  temporaryCredentialDuration: 'Temporary Credential Duration',
} as const;
