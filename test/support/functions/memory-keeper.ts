import type { KeptPolicy, PolicyKeeper } from '../../../shared/aws/policy/policy-keeper.ts';

/** A keeper that dies with the test. */
export interface MemoryKeeper extends PolicyKeeper {
  kept: KeptPolicy | undefined;
  /** Where set, nothing answers. */
  failure: Error | undefined;
  /** How often it was asked. */
  reads: number;
}

/** The policy that was in force last, in memory, in place of the project's table. */
export function memoryKeeper(): MemoryKeeper {
  const isStill = (read: Pick<KeptPolicy, 'revision' | 'changedAt'> | undefined) =>
    keeper.kept?.revision === read?.revision && keeper.kept?.changedAt === read?.changedAt;
  const throwFailure = () => {
    if (keeper.failure !== undefined) throw keeper.failure;
  };
  const keeper: MemoryKeeper = {
    kept: undefined,
    failure: undefined,
    reads: 0,
    read: async () => {
      keeper.reads++;
      throwFailure();
      return keeper.kept;
    },
    replace: async (read, next) => {
      throwFailure();
      if (!isStill(read)) return false;
      keeper.kept = next;
      return true;
    },
    markAnnounced: async (told) => {
      throwFailure();
      if (keeper.kept !== undefined && isStill(told)) keeper.kept = { ...keeper.kept, isAnnounced: true };
    },
  };
  return keeper;
}
