import type { Claim, NoticeStore } from '../../../shared/aws/records/notice-store.ts';
import type { Finding } from '../../../shared/contracts/result-contract.generated.ts';

/** What was told, in memory: without claims by others that end by themselves. */
export interface MemoryNotices extends NoticeStore {
  readonly occurrencesTold: ReadonlyMap<string, number>;
  readonly claimed: ReadonlySet<string>;
  readonly findings: Finding[];
}

export function memoryNotices(): MemoryNotices {
  const occurrencesTold = new Map<string, number>();
  const claimed = new Set<string>();
  const findings: Finding[] = [];
  const claim = async (key: string, isDue: boolean): Promise<Claim> => {
    if (claimed.has(key)) return 'busy';
    if (!isDue) return 'told';
    claimed.add(key);
    return 'claimed';
  };
  return {
    occurrencesTold,
    claimed,
    findings,
    claim: ({ id, occurrences }) => claim(id, (occurrencesTold.get(id) ?? 0) * 10 <= occurrences),
    told: async ({ id, occurrences }) => {
      claimed.delete(id);
      occurrencesTold.set(id, occurrences);
    },
    release: async (id) => void claimed.delete(id),
    await: async (finding) => void findings.push(finding),
    waiting: async () => ({ waiting: findings.map((finding) => ({ finding, addedAt: '' })), areAll: true }),
    newsAmong: async (some) => some.filter(({ id, occurrences }) => occurrencesTold.get(id) !== occurrences),
    endWaiting: async (waiting, told) => {
      for (const { id, occurrences } of told) occurrencesTold.set(id, occurrences);
      findings.splice(0, waiting.length);
    },
    claimDigest: () => claim('digest', !occurrencesTold.has('digest')),
    digestTold: async () => {
      claimed.delete('digest');
      occurrencesTold.set('digest', 1);
    },
    releaseDigest: async () => void claimed.delete('digest'),
  };
}
