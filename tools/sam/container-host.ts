import { once } from 'node:events';
import { createServer } from 'node:net';
import { succeed } from './command.ts';

const image = 'public.ecr.aws/lambda/nodejs:24-x86_64';

/** How a server on this machine is reached from containers. */
interface ContainerHost {
  /** The address that the server has to listen on. */
  readonly address: string;
  /** The name of this machine in containers. */
  readonly name: string;
}

/**
 * On Linux the engine has an address of its own on this machine, which no other machine gets at. Where the engine runs in
 * a virtual machine, as on a Mac, containers reach the loopback of this machine by a name.
 */
export async function containerHost(): Promise<ContainerHost> {
  const gateway = ['--add-host', 'gateway:host-gateway', '--entrypoint', 'cat', image, '/etc/hosts'];
  const { stdout: hosts } = await succeed('docker', ['run', '--rm', ...gateway]);
  const address = /^(\S+)\s+gateway$/m.exec(hosts)?.[1];
  if (address !== undefined && (await isOwn(address))) return { address, name: address };
  return { address: '127.0.0.1', name: 'host.docker.internal' };
}

/** Node does not list the engine's interface while no container runs, so the way to know is to try. */
async function isOwn(address: string): Promise<boolean> {
  const server = createServer().listen(0, address);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
