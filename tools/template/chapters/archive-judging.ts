import type { Chapter } from '../chapter.ts';
import { ref, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because } from '../value.ts';

const judgeArchive: LambdaFunction = {
  name: 'JudgeArchive',
  does: 'Judges what was read of years of log files, by slices of time, and puts the report together',
  memory: because('Violations of a slice are held at once.', ref('ArchiveJudgingMemory')),
  timeout: 900,
  environment: {
    ARCHIVE_BUCKET: when('HasTrailBucket', ref('ArchiveBucket'), ''),
    NODE_OPTIONS: because(
      'By itself Node.js takes a quarter of the memory.',
      when('JudgesInMuchMemory', '--max-old-space-size=8960', '--max-old-space-size=2304'),
    ),
  },
  policy: 'needs none',
  managedPolicies: [when('HasTrailBucket', ref('ArchiveRunPolicy'))],
  alarms: {
    errors: 'Judging an archive fails',
    throttles: 'Judging an archive gets no execution',
  },
};

export const archiveJudging: Chapter = {
  title: 'Judging the archive: the state machine -> JudgeArchive',
  lambda: judgeArchive,
};
