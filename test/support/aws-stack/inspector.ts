import { on, once } from 'node:events';

/** Where a process stopped: 0-based, in the code that runs. */
interface Stop {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** A debugger on a process that was started with `--inspect-brk`, by the Chrome DevTools Protocol. */
export interface Inspector {
  readonly breakAt: (place: Stop) => Promise<void>;
  /** Lets the process go on, until it stops again. */
  readonly goOn: () => Promise<Stop>;
  /** Lets the process go on and leaves it alone. */
  readonly leave: () => Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly callFrames?: readonly { readonly location: Location }[];
    readonly scriptId?: string;
    readonly url?: string;
  };
  readonly error?: { readonly message: string };
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Attaches to a process that waits for it, and has it stop before its first statement. */
export async function attach(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  const events = on(socket, 'message', { close: ['close'] });
  await once(socket, 'open');
  /** Frames name the script that they are in by its id alone. */
  const urls = new Map<string | undefined, string | undefined>();
  let last = 0;

  async function until(wanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) throw new Error('the process ended');
      const message: Message = JSON.parse(String(value[0].data));
      if (message.method === 'Debugger.scriptParsed') urls.set(message.params?.scriptId, message.params?.url);
      if (wanted(message)) return message;
    }
  }

  async function call(method: string, params: object = {}): Promise<void> {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params }));
    const { error } = await until((message) => message.id === id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  }

  async function stopped(): Promise<Stop> {
    const { params } = await until(({ method }) => method === 'Debugger.paused');
    const [top] = params?.callFrames ?? [];
    if (top === undefined) throw new Error('expected a stop to have a call frame');
    const { scriptId, lineNumber: line, columnNumber: column } = top.location;
    return { url: urls.get(scriptId) ?? '', line, column };
  }

  await call('Debugger.enable');
  await call('Runtime.runIfWaitingForDebugger');
  await stopped();
  return {
    breakAt: ({ url, line, column }) =>
      call('Debugger.setBreakpointByUrl', { url, lineNumber: line, columnNumber: column }),
    goOn: async () => {
      await call('Debugger.resume');
      return stopped();
    },
    leave: async () => {
      await call('Debugger.disable');
      socket.close();
    },
  };
}
