import { getAtt } from '../intrinsics.ts';
import { bare, type Explained, type Value } from '../value.ts';

/** What a rule of EventBridge hears: events that match a pattern, or the clock. */
export interface Heard {
  readonly description: string;
  /** The default bus where there is none. */
  readonly bus?: Value;
  readonly state?: Explained<Value>;
  readonly pattern?: Value;
  readonly schedule?: Value;
}

/** Rules by their logical ids. */
export type Rules = Readonly<Record<string, Explained<Heard>>>;

interface Target {
  readonly Id: string;
  readonly Arn: Value;
  readonly RoleArn?: Value;
  /** Where an event goes that the target does not take. */
  readonly DeadLetterConfig: { readonly Arn: Value };
}

/** The properties of a rule with one target. */
export function eventRule(heard: Heard, target: Target): Readonly<Record<string, Value | undefined>> {
  return {
    Description: heard.description,
    EventBusName: heard.bus,
    State: heard.state,
    EventPattern: heard.pattern,
    ScheduleExpression: heard.schedule,
    Targets: [{ ...target }],
  };
}

/** The same rules on the receiving bus, which takes what other accounts and Regions forward. */
export function received(rules: Rules): Rules {
  const bus = getAtt('ReceivingBus.Name');
  return Object.fromEntries(
    Object.entries(rules).map(([id, heard]) => [`Received${id}`, { ...bare(heard), bus }]),
  );
}
