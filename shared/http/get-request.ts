type Texts = Readonly<Record<string, string | undefined>> | null;
type Lists = Readonly<Record<string, readonly string[] | undefined>> | null;

/** What API Gateway hands over of a GET request (REST API, Lambda proxy), as far as it is read here. */
export interface GetRequest {
  /** The path as the template has it: `/v1/submissions/{id}`. */
  readonly resource: string;
  readonly pathParameters?: Texts;
  readonly multiValueQueryStringParameters?: Lists;
  readonly requestContext: {
    readonly identity: Identity;
    readonly domainName?: string;
    readonly stage?: string;
  };
}

/** Who asks, as API Gateway has found out by the signature. */
export interface Identity {
  readonly userArn?: string | null;
}
