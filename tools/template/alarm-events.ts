import type { Heard } from './blocks/event-rule.ts';

/** The detail-type of an alarm that begins or ends to ring (CloudWatch User Guide, "Alarm events and EventBridge"). */
export const alarmType = 'CloudWatch Alarm State Change';

/** Alarms that begin to ring: those of some names, or all. */
export function alarmsOf(names?: readonly string[]): Heard {
  return {
    description: 'Alarms of the forwarder that ring',
    pattern: {
      source: ['aws.cloudwatch'],
      'detail-type': [alarmType],
      detail: { alarmName: names, state: { value: ['ALARM'] } },
    },
  };
}
