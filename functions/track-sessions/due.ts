import { isObject } from '../../shared/json/value.ts';

/** What has to be looked at when its time has come: credentials that end soon, or a run that has ended. */
export type Due =
  | {
      readonly kind: 'expiry';
      readonly roleArn: string /** Seconds since 1970 UTC. */;
      readonly expiresAt: number;
    }
  | { readonly kind: 'end' /** `runKey`. */; readonly run: string };

/** Has something come back at a time. The same at the same time comes back once at least. */
export type Schedule = (due: Due, at: Date) => Promise<void>;

/** What a schedule hands over. */
export function dueMessage(due: Due): object {
  return { due };
}

/** What a message says is due; `undefined` where it is no message of a schedule. */
export function dueIn(message: unknown): Due | undefined {
  if (!isObject(message) || !isObject(message.due)) return undefined;
  const { kind, roleArn, expiresAt, run } = message.due;
  if (kind === 'end' && typeof run === 'string') return { kind, run };
  if (kind === 'expiry' && typeof roleArn === 'string' && Number.isFinite(expiresAt))
    return { kind, roleArn, expiresAt: Number(expiresAt) };
  return undefined;
}
