import { getAtt } from '../intrinsics.ts';
import { bare, type Explained, type Value } from '../value.ts';

/** What a rule of EventBridge hears: events that match a pattern, or the clock. */
export interface Heard {
  readonly description: string;
  /** The default bus where there is none. */
  readonly bus?: Value;
  readonly state?: Explained<Value>;
  readonly pattern?: Readonly<Record<string, Value | undefined>>;
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

/**
 * The same rules on the receiving bus, which takes what other accounts and Regions forward: those of all accounts, or of
 * some.
 */
export function received(rules: Rules, accounts?: Value): Rules {
  const bus = getAtt('ReceivingBus.Name');
  const entries = Object.entries(rules).map(([id, explained]) => {
    const heard = bare(explained);
    const ofAccounts = accounts && { pattern: { ...heard.pattern, account: accounts } };
    return [`Received${id}`, { ...heard, ...ofAccounts, bus }] as const;
  });
  return Object.fromEntries(entries);
}
