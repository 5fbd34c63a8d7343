import { stagingHop } from '../submission/hops.ts';
import type { BucketPair, Endpoint, Hop } from '../submission/submission.ts';

/** A part of a submission, as a finding on it is described. */
export interface SubmissionPart {
  /** JSON Pointers to what was judged. */
  readonly pointers: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** The hop that was judged, or that an endpoint's data takes. */
  readonly hop?: Hop;
  readonly isHop?: true;
}

/** An endpoint, and how its data passes through S3. */
export function endpointPart(endpoint: Endpoint): SubmissionPart {
  return { pointers: [endpoint.pointer], endpoints: [endpoint], hop: stagingHop(endpoint.connection) };
}

/** A hop of a connection. */
export function hopPart(hop: Hop): SubmissionPart {
  const { pointer } = hop.connection;
  const pointers = [hop.kind === 'staging' ? pointer : `${pointer}/database`];
  return { pointers, endpoints: [], hop, isHop: true };
}

/** A source and a target. */
export function pairPart({ source, target }: BucketPair): SubmissionPart {
  return { pointers: [source.pointer, target.pointer], endpoints: [source, target] };
}
