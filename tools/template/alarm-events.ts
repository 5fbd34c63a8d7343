import type { Heard } from './blocks/event-rule.ts';

/** The detail-type of an alarm that begins or ends to ring (CloudWatch User Guide, "Alarm events and EventBridge"). */
export const alarmType = 'CloudWatch Alarm State Change';

/** What the names of a forwarder's rules and alarms begin with. */
export const forwarding = 'sts-warden-forward-';

/** The alarms of a forwarder that begin to ring, and none of somebody else's. */
export const forwarderAlarms: Heard = {
  description: 'Alarms of the forwarder that ring',
  pattern: {
    source: ['aws.cloudwatch'],
    'detail-type': [alarmType],
    detail: { alarmName: [{ prefix: forwarding }], state: { value: ['ALARM'] } },
  },
};
