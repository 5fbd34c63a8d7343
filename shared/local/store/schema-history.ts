import { coveredRegions, sessionsAndRuns } from './schema.ts';

/**
 * Sessions that were issued, runs, and what is to come back at a time: `issued_at`, `ends_at` and `at` are in seconds since
 * 1970 UTC, `ended_at` in milliseconds, among a role's runs of those that go on later than all times. A role may be a glob.
 */
const sessionsAndRunsOfTwo = `
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
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (role_arn, issued_at, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_keys ON sessions (access_key_id);
CREATE INDEX sessions_expire ON sessions (expires_at);

CREATE TABLE runs (
  key TEXT PRIMARY KEY,
  task_id TEXT,
  task_name TEXT,
  ended_at INTEGER,
  told TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_latest ON runs (task_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX runs_called ON runs (task_name, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX runs_expire ON runs (expires_at);

CREATE TABLE runs_of_roles (
  role TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  run_key TEXT NOT NULL,
  is_glob INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (role, ended_at, run_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX runs_of_roles_runs ON runs_of_roles (run_key, role);
CREATE INDEX runs_of_globs ON runs_of_roles (ended_at) WHERE is_glob = 1;
CREATE INDEX runs_of_roles_expire ON runs_of_roles (expires_at);

CREATE TABLE warnings (
  run_key TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (run_key, role_arn, ends_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX warnings_expire ON warnings (expires_at);

CREATE TABLE schedules (
  at INTEGER NOT NULL,
  due TEXT NOT NULL,
  PRIMARY KEY (at, due)
) STRICT, WITHOUT ROWID;
`;

/** From the third to the fourth: what was kept stands together with what came at the same time. */
const fourth = `
DROP INDEX sessions_of_keys;
DROP INDEX runs_of_globs;
DROP INDEX runs_expire;
ALTER TABLE sessions RENAME TO old_sessions;
ALTER TABLE runs RENAME TO old_runs;
ALTER TABLE runs_of_roles RENAME TO old_runs_of_roles;
ALTER TABLE warnings RENAME TO old_warnings;
${sessionsAndRuns}
INSERT INTO sessions
  SELECT role_arn, issued_at, key, ends_at, event_id, access_key_id, session_name, source_identity, requester_key_id
  FROM old_sessions;
INSERT INTO seen_roles SELECT role_arn, max(expires_at) FROM old_sessions WHERE role_arn <> '' GROUP BY role_arn;
INSERT INTO runs
  SELECT key, task_id, task_name, ended_at,
    (SELECT json_group_array(role) FROM old_runs_of_roles WHERE run_key = key),
    told, expires_at
  FROM old_runs;
INSERT INTO runs_of_roles
  SELECT runs.ended_at / 60000, role, run_key, is_glob FROM old_runs_of_roles JOIN runs ON key = run_key
  WHERE runs.ended_at IS NOT NULL;
INSERT OR IGNORE INTO tasks_called
  SELECT task_name, '[' || json_quote(task_id) || ',' FROM runs WHERE ended_at IS NOT NULL AND task_name <> task_id;
INSERT INTO warnings SELECT ends_at, run_key, role_arn FROM old_warnings;
DROP TABLE old_sessions;
DROP TABLE old_runs;
DROP TABLE old_runs_of_roles;
DROP TABLE old_warnings;
`;

/** What each version changed of the one before it; a store of that is brought up to it. */
export const changes: Readonly<Record<number, string>> = {
  2: sessionsAndRunsOfTwo,
  3: coveredRegions,
  4: fourth,
};
