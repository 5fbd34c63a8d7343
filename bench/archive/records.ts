import { randomNumbers } from '../random-numbers.ts';

/** Records as a trail has them: 3 of 100 ask AWS STS for credentials, the others are calls of four services. */

const account = '123456789012';
const hex = '0123456789abcdef';

type CloudTrailRequest = Readonly<Record<string, unknown>>;

/** Writes records one after the other, each a second or less after the one before. */
export class RecordWriter {
  readonly #random: () => number;
  #seconds = Date.UTC(2026, 8, 1) / 1000;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  /** The next record as JSON, as CloudTrail writes it: without blanks. */
  next(): string {
    if (this.#random() < 0.2) this.#seconds++;
    return JSON.stringify(this.#random() < 0.03 ? this.#credentialRequest() : this.#otherCall());
  }

  /** A request alone, at the next second. */
  request(): CloudTrailRequest {
    this.#seconds++;
    return this.#credentialRequest();
  }

  #credentialRequest(): CloudTrailRequest {
    const user = `mapping-requester-${this.#below(40)}`;
    const role = `redshift-stage-${this.#below(60)}`;
    const session = `mapping-${this.#below(500)}`;
    return {
      eventVersion: '1.11',
      userIdentity: this.#user(user),
      ...this.#call('sts.amazonaws.com', 'AssumeRole'),
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/${role}`,
        roleSessionName: session,
        durationSeconds: 3600,
      },
      responseElements: {
        credentials: {
          accessKeyId: `ASIA${this.#letters(16)}`,
          sessionToken: `IQoJb3JpZ2luX2VjE${this.#hex(200)}`,
          expiration: this.#inAnHour(),
        },
        assumedRoleUser: {
          assumedRoleId: `AROAEXAMPLEEXAMPLE01:${session}`,
          arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
        },
      },
      ...this.#end(true),
    };
  }

  #otherCall(): object {
    const kinds = [() => this.#s3(), () => this.#kms(), () => this.#ec2(), () => this.#iam()];
    const kind = kinds[Math.min(this.#below(6), kinds.length - 1)] as () => object;
    return {
      eventVersion: '1.11',
      userIdentity: this.#role(),
      ...kind(),
      ...this.#end(this.#random() < 0.8),
    };
  }

  #s3(): object {
    const bucket = `orders-${this.#below(30)}-landing`;
    return {
      ...this.#call(
        's3.amazonaws.com',
        this.#oneOf(['GetObject', 'PutObject', 'ListObjectsV2', 'HeadObject']),
      ),
      requestParameters: {
        bucketName: bucket,
        Host: `${bucket}.s3.eu-central-1.amazonaws.com`,
        key: `year=2026/month=09/part-${this.#below(100_000)}.snappy.parquet`,
      },
      responseElements: null,
      additionalEventData: {
        SignatureVersion: 'SigV4',
        CipherSuite: 'TLS_AES_128_GCM_SHA256',
        bytesTransferredIn: 0,
        AuthenticationMethod: 'AuthHeader',
        'x-amz-id-2': `${this.#letters(44)}=`,
        bytesTransferredOut: this.#below(1_000_000),
      },
      resources: [
        { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/year=2026` },
        { accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
      ],
    };
  }

  #kms(): object {
    const key = `arn:aws:kms:eu-central-1:${account}:key/1d6f6c1c-0000-4000-8000-${this.#hex(2)}00000000aa`;
    return {
      ...this.#call('kms.amazonaws.com', this.#oneOf(['Decrypt', 'GenerateDataKey'])),
      requestParameters: {
        encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::orders-${this.#below(30)}-landing` },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        keyId: key,
      },
      responseElements: null,
      resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: key }],
    };
  }

  #ec2(): object {
    const isRefused = this.#random() < 0.1;
    return {
      ...this.#call('ec2.amazonaws.com', this.#oneOf(['DescribeInstances', 'DescribeVolumes', 'CreateTags'])),
      ...(isRefused && {
        errorCode: 'Client.UnauthorizedOperation',
        errorMessage: 'You are not authorized to perform this operation.',
      }),
      requestParameters: {
        instancesSet: { items: [{ instanceId: `i-0${this.#hex(16)}` }] },
        filterSet: { items: [{ name: 'tag:team', valueSet: { items: [{ value: 'data "platform"' }] } }] },
      },
      responseElements: null,
    };
  }

  #iam(): object {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: '*' }],
    };
    return {
      ...this.#call('iam.amazonaws.com', this.#oneOf(['GetRole', 'ListRoles', 'PutRolePolicy'])),
      requestParameters: { roleName: `team-${this.#below(200)}`, policyDocument: JSON.stringify(policy) },
      responseElements: null,
    };
  }

  #call(eventSource: string, eventName: string): object {
    return {
      eventTime: `${new Date(this.#seconds * 1000).toISOString().slice(0, 19)}Z`,
      eventSource,
      eventName,
      awsRegion: 'eu-central-1',
      sourceIPAddress: `192.0.2.${this.#below(250)}`,
      userAgent:
        'aws-sdk-java/2.29.1 Linux/5.10.226-214.880.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.13+11-LTS',
    };
  }

  #end(readOnly: boolean): object {
    return {
      requestID: this.#uuid(),
      eventID: this.#uuid(),
      readOnly,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: 'service.eu-central-1.amazonaws.com',
      },
    };
  }

  #user(userName: string): object {
    return {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEEXAMPLE01',
      arn: `arn:aws:iam::${account}:user/${userName}`,
      accountId: account,
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      userName,
    };
  }

  #role(): object {
    const role = `team-role-${this.#below(200)}`;
    const session = `session-${this.#below(5000)}`;
    return {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEEXAMPLE02:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
      accountId: account,
      accessKeyId: `ASIA${this.#letters(16)}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEEXAMPLE02',
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: '2026-09-01T00:00:00Z', mfaAuthenticated: 'false' },
      },
    };
  }

  #inAnHour(): string {
    const end = new Date((this.#seconds + 3600) * 1000);
    const hours = end.getUTCHours();
    const two = (value: number) => String(value).padStart(2, '0');
    const clock = `${hours % 12 || 12}:${two(end.getUTCMinutes())}:${two(end.getUTCSeconds())}`;
    return `Sep ${end.getUTCDate()}, 2026, ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #oneOf<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #hex(length: number): string {
    let text = '';
    while (text.length < length) text += hex[this.#below(16)];
    return text;
  }

  #letters(length: number): string {
    let text = '';
    while (text.length < length) text += String.fromCharCode(65 + this.#below(26));
    return text;
  }

  #uuid(): string {
    return `${this.#hex(8)}-${this.#hex(4)}-4${this.#hex(3)}-8${this.#hex(3)}-${this.#hex(12)}`;
  }
}
