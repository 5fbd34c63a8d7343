import { type ActionSet, holdsMore } from './action-set.ts';

/** How far a principal's access goes beyond its baseline, as far as two of them are compared. */
export interface Reach {
  /** Prefixes of services; `*` is any. */
  readonly services: readonly string[];
  /** The known actions; `undefined` where they could not be counted. */
  readonly actions: ActionSet | undefined;
}

/** Whether one goes where another does not: to a further service, or to a further action. */
export function goesFurther(one: Reach, other: Reach): boolean {
  const services = new Set(other.services);
  const isBounded = !services.has('*');
  if (isBounded && one.services.some((service) => !services.has(service))) return true;
  return one.actions !== undefined && other.actions !== undefined && holdsMore(one.actions, other.actions);
}

/** Whether it goes to every service. */
export function isBoundless({ services }: Reach): boolean {
  return services.includes('*');
}
