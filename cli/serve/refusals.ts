import { type Listening, listen, type ServerOptions } from '../../shared/local/http/server.ts';
import {
  ForeignStoreError,
  openStore,
  StoreInUseError,
  type StoreOptions,
} from '../../shared/local/store/open-store.ts';
import type { Sqlite } from '../../shared/local/store/sqlite.ts';
import { UsageError } from '../errors.ts';

const listenFailures: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: choose another by --port',
  EACCES: 'may not be listened on by this user: choose another by --port',
  EADDRNOTAVAIL: 'cannot be listened on: this machine does not have the address of --host',
  ENOTFOUND: 'cannot be listened on: the name of --host has no address',
};

/** Opens the store. Throws {@link UsageError} where another process has it, or it is none of ours, or nobody may write there. */
export async function openOrRefuse(folder: string, options: StoreOptions): Promise<Sqlite> {
  try {
    return await openStore(folder, options);
  } catch (error) {
    if (error instanceof StoreInUseError || error instanceof ForeignStoreError)
      throw new UsageError(`${error.message}; choose another by --store`);
    throw new UsageError(`cannot open --store \`${folder}\`: ${reasonOf(error)}`);
  }
}

/** Starts the server. Throws {@link UsageError} where it cannot listen. */
export async function listenOrRefuse(
  address: { readonly host: string; readonly port: number },
  options: ServerOptions,
): Promise<Listening> {
  try {
    return await listen(address, options);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = listenFailures[code];
    if (why === undefined) throw error;
    throw new UsageError(`port ${address.port} of \`${address.host}\` ${why}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, errstr, message } = error as NodeJS.ErrnoException & { readonly errstr?: string };
  return errstr ?? code ?? message;
}
