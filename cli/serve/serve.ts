import { isIPv6 } from 'node:net';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { counted } from '../../shared/json/counted.ts';
import type { Intake } from '../../shared/local/bus/event-intake.ts';
import { watchFolder } from '../../shared/local/bus/watch-folder.ts';
import { changeStream } from '../../shared/local/http/event-stream.ts';
import { guard } from '../../shared/local/http/guard.ts';
import { router } from '../../shared/local/http/routes.ts';
import { removeExpired } from '../../shared/local/store/remove-expired.ts';
import { watchedFiles } from '../../shared/local/store/watched-files.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadFacts } from '../load-facts.ts';
import { loadRuleBook } from '../load-policy.ts';
import { tell } from '../tell.ts';
import type { Terminal } from '../terminal.ts';
import { printText } from '../write-output.ts';
import { livePage } from './live-page.ts';
import { localSystem } from './local-system.ts';
import { listenOrRefuse, openOrRefuse } from './refusals.ts';

/** Milliseconds between two looks into the watched folder, and between two removals of what is past its time. */
const every = { look: 1000, removal: 3600 * 1000 };

/** The options of `serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** The folder of the store. */
  readonly store: string;
  readonly policy?: string;
  readonly iam?: readonly string[];
  readonly runs?: string;
  /** A folder into which CloudTrail files come. */
  readonly watch?: string;
}

/** The same, and what the environment says. */
interface Serving extends ServeOptions {
  readonly token: string | undefined;
}

/** Serves until Ctrl-C or SIGTERM: that is how it is meant to end, and what was under way is ended first. */
export async function serve(serving: Serving, terminal: Terminal): Promise<ExitCode> {
  const book = await loadRuleBook(serving.policy);
  const { facts, runs, troubles } = await loadFacts(serving, book);
  for (const trouble of troubles) tell(terminal, trouble);
  const { now } = terminal;
  const store = await openOrRefuse(serving.store, {
    now,
    onDamage: (path) => tell(terminal, `the store is damaged: it is now \`${path}\`, and a new one is begun`),
  });
  const log = logTo(terminal);
  const onError = (error: unknown) => void log('error', 'not answered', { error });
  const stream = changeStream();
  const system = localSystem({ book, facts, runs, store, now, newId, log, changed: stream.changed });
  const stop = new AbortController();
  const stopListening = terminal.onInterrupt(() => stop.abort());
  const removal = setInterval(() => removeExpired(store, now()), every.removal);
  let isLooking = false;
  const looking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void system
      .workOnDue()
      .catch(onError)
      .finally(() => {
        isLooking = false;
      });
  }, every.look);
  try {
    const answer = router({
      ...system,
      stream,
      unit: store.unit,
      onDisk: store.onDisk,
      page: livePage({ ...system, changes: stream.changes, now }),
    });
    const listening = await listenOrRefuse(serving, { guard: guard(serving), answer, onError });
    await printText(`${urlOf(serving.host, listening.port)}\n`, terminal);
    const watching = watch();
    await aborted(stop.signal);
    stream.close();
    await Promise.all([listening.close(), watching]);
  } finally {
    stopListening();
    clearInterval(removal);
    clearInterval(looking);
    stream.close();
    store.close();
  }
  return exitCodes.nothingFound;

  async function watch(): Promise<void> {
    const { watch: folder, store: leftOut } = serving;
    if (folder === undefined) return;
    const files = watchedFiles(store);
    const onTrouble = (path: string, taken: Intake) => tell(terminal, troubleText(path, taken));
    const onUnread = (path: string, reason: string) => tell(terminal, `${path}: ${reason}`);
    const { intake } = system;
    await watchFolder(
      { folder, leftOut, intake, files, onTrouble, onUnread, onError, every: every.look },
      stop.signal,
    );
  }
}

function newId(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

/** The functions' log, a line each. */
function logTo(terminal: Terminal): Log {
  return async (level, message, details = {}) => {
    const { error, reason } = details as { readonly error?: unknown; readonly reason?: string };
    const why = error instanceof Error ? `: ${error.name}: ${error.message}` : reason && `: ${reason}`;
    tell(terminal, `${level}: ${message}${why ?? ''}`);
  };
}

function troubleText(path: string, { failed, malformedCount, malformed: [first] }: Intake): string {
  if (failed > 0) return `${path}: ${counted(failed, 'record')} could not be judged, and will be tried again`;
  const where = first?.place ? `${first.place}: ` : '';
  return `${path}: ${counted(malformedCount, 'part')} could not be read, the first: ${where}${first?.reason}`;
}

function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}/`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
