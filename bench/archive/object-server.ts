/** `object-server.ts <folder>`: serves the files of a folder as Amazon S3 would, and prints where. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ServedObject, serveObjects } from '../../tools/s3-stand-in.ts';

const [folder = ''] = process.argv.slice(2);
const objects = new Map<string, ServedObject>(
  readdirSync(folder).map((name) => {
    const file = join(folder, name);
    return [name, { content: { file, size: statSync(file).size } }];
  }),
);
const { endpoint } = await serveObjects(objects);
process.stdout.write(`${endpoint}\n`);
