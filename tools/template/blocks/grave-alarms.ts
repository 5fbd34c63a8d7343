import { ref, stackName, sub, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import { bare, explainedBy, type Value } from '../value.ts';

type Fields = Readonly<Record<string, Value>>;

/** The name of an alarm that its own function refers to: a reference to the alarm would go round in a circle. */
export function alarmName(id: string): Value {
  return sub`${stackName}-${id}`;
}

/** Alarms, some of which have names that are known beforehand. */
export function named(alarms: Resources, ids: ReadonlySet<string>): Resources {
  const entries = Object.entries(alarms).map(([id, explained]) => {
    if (!ids.has(id)) return [id, explained] as const;
    const alarm = bare(explained) as Fields;
    const Properties = { AlarmName: alarmName(id), ...without(alarm.Properties as Fields, 'AlarmName') };
    return [id, explainedBy(explained, { ...alarm, Properties })] as const;
  });
  return Object.fromEntries(entries);
}

function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name));
}

/** Alarms whose descriptions begin with how grave they are: those that are named are critical, all others warn. */
export function graded(alarms: Resources, critical: ReadonlySet<string>): Resources {
  const missing = [...critical].filter((id) => !(id in alarms));
  if (missing.length > 0) throw new Error(`expected alarms of these names: ${missing.join(', ')}`);
  const entries = Object.entries(alarms).map(([id, explained]) => {
    const alarm = bare(explained) as Fields;
    const properties = alarm.Properties as Fields;
    const grade = critical.has(id) ? 'critical' : 'warning';
    const Properties = { ...properties, AlarmDescription: `${grade}: ${properties.AlarmDescription}` };
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
