/** The least that a server does that answers what it has kept: parses each body and waits until the disk has it. Prints its URL. */
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const path = join(tmpdir(), `sts-warden-bare-${process.pid}`);
const file = await open(path, 'a');
await rm(path);
const server = createServer(async (request, response) => {
  const body = await text(request);
  JSON.parse(body);
  await file.appendFile(body);
  await file.datasync();
  response.end(body);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
