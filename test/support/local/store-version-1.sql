-- The store as version 1 left it: the schema of its file, and a row.
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
INSERT INTO settings VALUES ('deployment', 'one');
PRAGMA application_id = 1398035287;
PRAGMA user_version = 1;
