import { type LocalAws, startLocalAws } from '../../../tools/sam/local-aws.ts';

/** AWSes on this machine, each for one piece of work at a time: what is published there is known to be of that work. */
export interface AwsPool {
  /** Lends an AWS that is idle, a new one where none is. */
  readonly lend: <T>(work: (aws: LocalAws) => Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

export function awsPool(): AwsPool {
  const all: LocalAws[] = [];
  const idle: LocalAws[] = [];
  async function start(): Promise<LocalAws> {
    const aws = await startLocalAws();
    all.push(aws);
    return aws;
  }
  return {
    lend: async (work) => {
      const aws = idle.pop() ?? (await start());
      const result = await work(aws);
      // Work that failed may have left something behind: its AWS is not lent again.
      idle.push(aws);
      return result;
    },
    stop: async () => void (await Promise.all(all.map((aws) => aws.stop()))),
  };
}
