import { ref, stackName, sub, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import { bare, explainedBy, type Value } from '../value.ts';

type Fields = Readonly<Record<string, Value>>;

/** The name of an alarm that its own function refers to: a reference to the alarm would go round in a circle. */
export function alarmName(id: string): Value {
  return sub`${stackName}-${id}`;
}

/** Alarms, some of which have names that are known beforehand. Throws where one of these is not there. */
export function named(alarms: Resources, ids: ReadonlySet<string>): Resources {
  return changed(alarms, ids, (properties, id, isMeant) =>
    isMeant ? { ...properties, AlarmName: alarmName(id) } : properties,
  );
}

/**
 * Alarms whose descriptions begin with how grave they are: those that are meant are critical, all others warn. Throws where
 * one of these is not there.
 */
export function graded(alarms: Resources, critical: ReadonlySet<string>): Resources {
  return changed(alarms, critical, (properties, _, isMeant) => ({
    ...properties,
    AlarmDescription: `${isMeant ? 'critical' : 'warning'}: ${properties.AlarmDescription}`,
  }));
}

/** Alarms, some of which notify those who are woken by critical ones too. Throws where one of these is not there. */
export function waking(alarms: Resources, ids: ReadonlySet<string>): Resources {
  const actions = [
    when('HasAlarmTopic', ref('AlarmTopicArn')),
    when('HasCriticalAlarmTopic', ref('CriticalAlarmTopicArn')),
  ];
  return changed(alarms, ids, (properties, _, isMeant) =>
    isMeant ? { ...properties, AlarmActions: actions, OKActions: actions } : properties,
  );
}

function changed(
  alarms: Resources,
  meant: ReadonlySet<string>,
  change: (properties: Fields, id: string, isMeant: boolean) => Fields,
): Resources {
  const missing = [...meant].filter((id) => !(id in alarms));
  if (missing.length > 0) throw new Error(`expected alarms of these names: ${missing.join(', ')}`);
  const entries = Object.entries(alarms).map(([id, explained]) => {
    const alarm = bare(explained) as Fields;
    const Properties = change(alarm.Properties as Fields, id, meant.has(id));
    return [id, explainedBy(explained, { ...alarm, Properties })] as const;
  });
  return Object.fromEntries(entries);
}

/** One alarm that rings for as long as any of some does. */
export function anyOf(ids: Iterable<string>, means: string): Value {
  const rule = [...ids].map((id) => `ALARM("\${${id}}")`).join(' OR\n');
  const actions = when('HasCriticalAlarmTopic', [ref('CriticalAlarmTopicArn')]);
  return {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmDescription: means,
      AlarmRule: sub`${rule}`,
      AlarmActions: actions,
      OKActions: actions,
    },
  };
}
