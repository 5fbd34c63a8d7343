import type { Chapter } from './chapter.ts';
import { resourcesOf } from './chapter.ts';
import { alarms, criticalAlarm } from './chapters/alarms.ts';
import { archive } from './chapters/archive.ts';
import { archiveJudging } from './chapters/archive-judging.ts';
import { audit } from './chapters/audit.ts';
import { busSpeakers } from './chapters/bus-speakers.ts';
import { conditions } from './chapters/conditions.ts';
import { coverage } from './chapters/coverage.ts';
import { dashboard } from './chapters/dashboard.ts';
import { foundations } from './chapters/foundations.ts';
import { globals } from './chapters/globals.ts';
import { hook } from './chapters/hook.ts';
import { metadata } from './chapters/metadata.ts';
import { notifications } from './chapters/notifications.ts';
import { outputs } from './chapters/outputs.ts';
import { parameters } from './chapters/parameters.ts';
import { policy } from './chapters/policy.ts';
import { principals } from './chapters/principals.ts';
import { queries } from './chapters/queries.ts';
import { review } from './chapters/review.ts';
import { sessions } from './chapters/sessions.ts';
import { mappings } from './chapters/takeovers.ts';
import { undeliverableEvents } from './chapters/undeliverable-events.ts';
import type { Value } from './value.ts';

/** The chapters about a function each. To add a function is to add its chapter here. */
export const functionChapters: readonly Chapter[] = [
  audit,
  hook,
  review,
  sessions,
  principals,
  queries,
  notifications,
  coverage,
  archive,
  archiveJudging,
];

/** The stack: what stands by itself, a chapter for each function, and what follows from the functions. */
export function template(chapters: readonly Chapter[]): Value {
  const functions = chapters.flatMap(({ lambda }) => lambda ?? []);
  const ringing = alarms(functions);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description:
      'STS Warden judges every request for temporary credentials, and every mapping task before it starts.',
    Metadata: metadata,
    Parameters: parameters,
    Mappings: mappings,
    Conditions: conditions,
    Globals: globals,
    Resources: resourcesOf([
      foundations,
      ...chapters,
      busSpeakers(functions),
      undeliverableEvents(functions),
      policy,
      ringing,
      { title: 'The grave ones of them', resources: criticalAlarm },
      dashboard(functions, Object.keys(ringing.resources ?? {})),
    ]),
    Outputs: outputs(functions),
  };
}
