import { ownSource } from '../../../shared/aws/publishing/events.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, ref, split, when } from '../intrinsics.ts';
import { isSpeaker, type LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import type { Resources } from '../resources.ts';
import { configuredSource, submittedTypes, submittingSuffix } from '../submitted-events.ts';
import { because, type Value } from '../value.ts';

/** What is allowed, or denied, to everybody on a condition. */
interface Speech {
  readonly Effect: 'Allow' | 'Deny';
  readonly Condition: Value;
}

const senders = split(',', ref('SubmissionSenders'));

/**
 * Who may put events on the project's bus, and which. Without this, all do that IAM lets put events anywhere.
 * Source: EventBridge User Guide, condition keys; the source of an event is a set of one there, its detail-type a text.
 * A caller without a principal, as a service of AWS's is, is denied too: it differs from every ARN.
 */
export function busSpeakers(functions: readonly LambdaFunction[]): Chapter {
  const unlessFunction = {
    ArnNotEquals: {
      'aws:PrincipalArn': functions.filter(isSpeaker).map(({ name }) => getAtt(`${name}Role.Arn`)),
    },
  };
  return {
    title: 'Who may speak on the bus',
    says: 'The functions that find and decide, and whom SubmissionSenders names: they submit, and say nothing else.',
    resources: {
      SpeakersPolicy: speakingPolicy('speakers', {
        Effect: 'Deny',
        Condition: {
          ...unlessFunction,
          StringNotEquals: when('HasSubmissionSenders', { 'aws:PrincipalArn': senders }),
        },
      }),
      OwnSourcePolicy: because(
        'Whoever starts tasks by an event of this source relies on whose it is.',
        speakingPolicy(
          'own-source',
          {
            Effect: 'Deny',
            Condition: { ...unlessFunction, 'ForAnyValue:StringEquals': { 'events:source': ownSource } },
          },
          { DependsOn: 'SpeakersPolicy' },
        ),
      ),
      SubmittedTypesPolicy: because(
        'Nor does a sender put decisions and findings under another source.',
        speakingPolicy(
          'submitted-types',
          {
            Effect: 'Deny',
            Condition: { ...unlessFunction, StringNotEquals: { 'events:detail-type': submittedTypes } },
          },
          { DependsOn: 'OwnSourcePolicy' },
        ),
      ),
      SendersPolicy: because(
        prose`
          A requester has no permission of its own (G1), so the bus gives it this one. Everybody, cut down to the
          senders: as principals, those that are deleted would have the policy refused.`,
        speakingPolicy(
          'senders',
          {
            Effect: 'Allow',
            Condition: {
              StringEquals: { 'aws:PrincipalArn': senders, 'events:detail-type': submittedTypes },
              'ForAllValues:StringLike': { 'events:source': [`*${submittingSuffix}`, configuredSource] },
              Null: { 'events:source': 'false' },
            },
          },
          { Condition: 'HasSubmissionSenders', DependsOn: 'SubmittedTypesPolicy' },
        ),
      ),
    },
  };
}

/** A statement of the bus's policy. One is put after the other: together they would be changes of one policy at a time. */
function speakingPolicy(id: string, { Effect, Condition }: Speech, attributes: Resources = {}): Value {
  return {
    Type: 'AWS::Events::EventBusPolicy',
    ...attributes,
    Properties: {
      EventBusName: ref('EventBus'),
      StatementId: id,
      Statement: {
        Effect,
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: getAtt('EventBus.Arn'),
        Condition,
      },
    },
  };
}
