/** Tells the file from those of other programs: `STSW`. */
export const applicationId = 0x53545357;
/** Counts up with each change of the schema that an older program does not understand. */
export const schemaVersion = 4;

/**
 * Sessions that were issued, and runs. `issued_at`, `ends_at` and `expires_at` are in seconds since 1970 UTC, `ended_at` in
 * milliseconds. What comes at one time stands together, so that what is written, and what is past its time, takes few pages,
 * however much there is: sessions by the quarter of an hour of their issue (`slot`), runs of roles, when they have ended, by
 * the `minute` of their end. A role may be a glob; `roles` is a list in JSON.
 */
export const sessionsAndRuns = `
CREATE TABLE sessions (
  role_arn TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  key TEXT NOT NULL,
  ends_at INTEGER,
  event_id TEXT,
  access_key_id TEXT,
  session_name TEXT,
  source_identity TEXT,
  requester_key_id TEXT,
  slot INTEGER GENERATED ALWAYS AS (issued_at / 900) VIRTUAL
) STRICT;
CREATE UNIQUE INDEX sessions_of_roles ON sessions (slot, role_arn, issued_at, key);
CREATE INDEX sessions_of_keys ON sessions (slot, access_key_id);

CREATE TABLE seen_roles (
  arn TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  key TEXT PRIMARY KEY,
  task_id TEXT,
  task_name TEXT,
  ended_at INTEGER,
  roles TEXT NOT NULL,
  told TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_expire ON runs (expires_at);

CREATE TABLE runs_of_roles (
  minute INTEGER NOT NULL,
  role TEXT NOT NULL,
  run_key TEXT NOT NULL,
  is_glob INTEGER NOT NULL,
  PRIMARY KEY (minute, role, run_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_of_globs ON runs_of_roles (role) WHERE is_glob = 1;

CREATE TABLE tasks_called (
  name TEXT NOT NULL,
  runs_from TEXT NOT NULL,
  PRIMARY KEY (name, runs_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE warnings (
  ends_at INTEGER NOT NULL,
  run_key TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  PRIMARY KEY (ends_at, run_key, role_arn)
) STRICT, WITHOUT ROWID;
`;

/** From where records come: `first_at`, `last_at`, `gaps_since` and `told_at` are in seconds since 1970 UTC, gaps are seconds. */
export const coveredRegions = `
CREATE TABLE covered_regions (
  account_id TEXT NOT NULL,
  region TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  gaps_since INTEGER NOT NULL,
  longest_gap INTEGER NOT NULL,
  longest_gap_before INTEGER NOT NULL,
  told_at INTEGER,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, region)
) STRICT, WITHOUT ROWID;
`;

/**
 * What the local store holds. Times are ISO 8601 in UTC with milliseconds, `expires_at` is in seconds since 1970 UTC; what
 * is past it is as if it were not there, and is deleted later.
 */
export const schema = `
CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  caller TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  published INTEGER NOT NULL,
  decision TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_expire ON decisions (expires_at);

CREATE TABLE claims (
  id TEXT NOT NULL,
  caller TEXT NOT NULL,
  digest TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  replays_until TEXT NOT NULL,
  is_derived INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (id, caller)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_expire ON claims (expires_at);

CREATE TABLE tasks (
  name TEXT PRIMARY KEY,
  decided_at TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  expected_seconds REAL,
  shortest_seconds REAL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_newest ON tasks (decided_at);
CREATE INDEX tasks_expire ON tasks (expires_at);

CREATE TABLE violations (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  severity TEXT NOT NULL,
  status TEXT NOT NULL,
  account_id TEXT,
  requester TEXT,
  task TEXT,
  task_id TEXT,
  document TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX violations_newest ON violations (place);
CREATE INDEX violations_expire ON violations (expires_at);

CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  severity TEXT NOT NULL,
  status TEXT NOT NULL,
  account_id TEXT,
  requester TEXT,
  task TEXT,
  task_id TEXT,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  is_of_record INTEGER NOT NULL,
  gravity INTEGER NOT NULL,
  document TEXT NOT NULL,
  latest TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_newest ON findings (place);
CREATE INDEX findings_gravest ON findings (is_of_record, gravity, last_seen DESC);
CREATE INDEX findings_expire ON findings (expires_at);

CREATE TABLE records (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE set_aside (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  message_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE watched_files (
  path TEXT PRIMARY KEY,
  stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE proofs (
  digest TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
${sessionsAndRuns}
CREATE TABLE schedules (
  at INTEGER NOT NULL,
  due TEXT NOT NULL,
  PRIMARY KEY (at, due)
) STRICT, WITHOUT ROWID;
${coveredRegions}
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;

/** The tables of which rows expire. */
export const expiringTables = [
  'decisions',
  'claims',
  'tasks',
  'violations',
  'findings',
  'proofs',
  'seen_roles',
  'runs',
  'covered_regions',
] as const;
