import type { Run } from '../../sessions/run.ts';
import { lateSeconds } from '../../sessions/session-store.ts';

/** A run as it is kept. */
export interface KeptRun {
  readonly key: string;
  readonly told: readonly Run[];
  /** What follows from that. */
  readonly run: Run;
  /** Those of which it was told that it assumes them, ever. */
  readonly roles: readonly string[];
  /** Seconds since 1970 UTC. */
  readonly expiresAt: number;
}

/** The runs that go on, by their keys and roles. */
export interface LiveRuns {
  readonly get: (key: string) => KeptRun | undefined;
  readonly put: (kept: KeptRun) => void;
  readonly remove: (key: string) => void;
  readonly of: (role: string) => Iterable<KeptRun>;
  /** Forgets such as never ended, or ended so long ago that nobody asks, at a time in seconds since 1970 UTC. */
  readonly forgetPast: (seconds: number) => void;
}

export function liveRuns(): LiveRuns {
  const byKey = new Map<string, KeptRun>();
  const byRole = new Map<string, Map<string, KeptRun>>();

  function remove(key: string): void {
    for (const role of byKey.get(key)?.roles ?? []) {
      const runs = byRole.get(role);
      runs?.delete(key);
      if (runs?.size === 0) byRole.delete(role);
    }
    byKey.delete(key);
  }

  return {
    get: (key) => byKey.get(key),
    put: (kept) => {
      byKey.set(kept.key, kept);
      for (const role of kept.roles) {
        const runs = byRole.get(role) ?? new Map<string, KeptRun>();
        byRole.set(role, runs.set(kept.key, kept));
      }
    },
    remove,
    of: (role) => byRole.get(role)?.values() ?? [],
    forgetPast: (seconds) => {
      for (const { key, run, expiresAt } of byKey.values()) {
        const until = run.endedAt === undefined ? expiresAt : run.endedAt / 1000 + lateSeconds;
        if (until <= seconds) remove(key);
      }
    },
  };
}
