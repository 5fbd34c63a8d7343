import type { Place } from '../../shared/coverage/covered-region.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
const logFile = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]{10,32}\/)?(\d{12})\/CloudTrail\/([a-z]+(?:-[a-z]+)+-\d+)\//;

/** Of which account and Region a log file is, by its key; `undefined` where CloudTrail puts none like that. */
export function placeOfLogFile(key: string): Place | undefined {
  const [, accountId, region] = logFile.exec(key) ?? [];
  return accountId === undefined || region === undefined ? undefined : { accountId, region };
}
