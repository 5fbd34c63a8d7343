/** A room of `shared/`. */
export interface Room {
  /** Its folder below `shared/`. */
  readonly name: string;
  readonly holds: string;
  /** No SDK, middy, file system, network, environment or clock: time and facts come in as values. */
  readonly pure: boolean;
}

/**
 * The rooms of `shared/` from the ground floor up. A room imports those above it in this list and itself, types
 * included, and nothing below it. The lint rule for imports, the architecture test and the map in docs/house.md are made
 * from this list.
 */
export const rooms: readonly Room[] = [
  {
    name: 'contracts',
    holds: 'the JSON Schemas of what goes in and comes out, and the types and validators generated from them',
    pure: true,
  },
  { name: 'json', holds: 'parsing, digests, globs, names of secrets: knows no domain', pure: true },
  {
    name: 'cloudtrail',
    holds: 'a record becomes a `CredentialRequest`: the only place that knows CloudTrail’s field names',
    pure: true,
  },
  {
    name: 'archive',
    holds:
      'files, decompression, the descent through forms, the scanner of records, reader threads; zip archives as trees of files',
    pure: false,
  },
  {
    name: 'access',
    holds: 'IAM authorization details become what a principal may do beyond its baseline',
    pure: true,
  },
  { name: 'submission', holds: 'the contract becomes a `Submission`; its canonical digest', pure: true },
  { name: 'sessions', holds: 'the chains of sessions that requests issued; runs of tasks', pure: true },
  {
    name: 'informatica',
    holds:
      'export packages become submissions, answers of the REST API runs: the only place that knows Informatica’s names',
    pure: true,
  },
  { name: 'rules', holds: 'one file a rule: what it says of itself, its checks, its examples', pure: true },
  {
    name: 'proof',
    holds: 'who proves to be the requester of a hop: the caller, or whoever presigned sts:GetCallerIdentity',
    pure: true,
  },
  { name: 'policy', holds: 'what the operator sets: parsing, defaults, revision', pure: true },
  {
    name: 'evaluation',
    holds: 'rules become outcomes, exemptions, decisions and ids of violations: knows no rule by name',
    pure: true,
  },
  {
    name: 'findings',
    holds: 'violations of one cause become one finding, on which people act',
    pure: true,
  },
  { name: 'audit', holds: 'a finite set of records becomes a report', pure: true },
  {
    name: 'events',
    holds:
      'the rules of the template by which events come into queues; records as EventBridge would bring them',
    pure: true,
  },
  {
    name: 'coverage',
    holds: 'from which accounts and Regions records come, and whether they still do',
    pure: true,
  },
  {
    name: 'policy-making',
    holds: 'what helps to write a policy: a proposal from what is there, what two policies differ in, cases',
    pure: true,
  },
  {
    name: 'report',
    holds: 'what the commands end with, and the texts and pages that it becomes',
    pure: true,
  },
  {
    name: 'page',
    holds: 'results become one page of HTML: its sections, its style, its program',
    pure: true,
  },
  { name: 'formats', holds: 'one file a format: its name, for which results, what writes them', pure: true },
  { name: 'http', holds: 'requests, problem documents, which outcome is which status', pure: false },
  {
    name: 'informatica-api',
    holds: 'how an organization of Informatica is asked over REST: sessions, pages, export jobs, waiting',
    pure: false,
  },
  { name: 'aws/calls', holds: 'how AWS is called: clients, many things in one call', pure: false },
  { name: 'aws/objects', holds: 'objects of Amazon S3 as files of an archive', pure: false },
  { name: 'aws/archive-runs', holds: 'what an audit on AWS keeps of its work, and is told', pure: false },
  { name: 'aws/publishing', holds: 'the bus and Security Hub', pure: false },
  {
    name: 'aws/lambda',
    holds: 'what every function does around its work: queue, metrics, log, dead letters, environment',
    pure: false,
  },
  {
    name: 'aws/policy',
    holds: 'the policy in force: asked of AWS AppConfig, kept in the table, its changes told',
    pure: false,
  },
  { name: 'aws/facts', holds: 'what is asked of AWS or kept in its table: access, keys', pure: false },
  { name: 'aws/records', holds: 'what was told is kept in the table and looked up there', pure: false },
  {
    name: 'gate',
    holds: 'what both doors of the hook do with a submission: decide, bind, keep, publish',
    pure: false,
  },
  {
    name: 'local/store',
    holds: 'what `sts-warden serve` keeps, in SQLite, as the table keeps it on AWS; the picture of it',
    pure: false,
  },
  {
    name: 'local/bus',
    holds: 'events in any form, handed to the functions by the rules of the template, within the process',
    pure: false,
  },
  {
    name: 'local/http',
    holds: 'the functions of the API behind a server of HTTP; who may speak to it; the stream of changes',
    pure: false,
  },
  {
    name: 'examples',
    holds:
      'the example book: what breaks no rule, and what differs; tests, documents, events and benchmarks read it',
    pure: true,
  },
];
