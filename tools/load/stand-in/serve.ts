/** A process of its own that stands in for AWS: answers on a port of the loopback interface, and tells its parent which. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { accountId, accountItems } from '../account.ts';
import { flooderBeside } from '../callers.ts';
import { answersOf } from './answers.ts';
import { memoryTable } from './table.ts';

/** Each call has its own submission, whose decision nobody asks for once it is answered. */
const mostPassing = 20_000;

const answer = answersOf({
  accountId,
  policy: readFileSync('docs/deploy/strict-policy.yaml', 'utf8'),
  table: memoryTable({
    seed: accountItems(flooderBeside(Number(process.argv[2])).index + 1),
    passes: (partition) => /^(?:decision|submission)#/.test(partition),
    mostPassing,
  }),
});

const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request;
  const [path = ''] = url.split('?');
  const target = String(headers['x-amz-target'] ?? '');
  const { status, headers: own, body } = answer({ method, path, target, body: await text(request) });
  response.writeHead(status, own).end(body);
});
// The SDK keeps its connections; a server that closes them meanwhile breaks calls.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
