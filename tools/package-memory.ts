/**
 * `node tools/package-memory.ts [megabytes]`: how much memory `sts-warden check` takes for an export package of that size
 * (200 where none is given), which is written into a temporary folder. Exits with 1 where it is 300 MB or more.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageOf, plainEndpoints } from '../test/support/informatica/package-builder.ts';
import { zipped } from '../test/support/informatica/package-content.ts';

const mostMegabytes = 300;
const tasks = 400;
/** Tells at its end how much memory the process had at most, in KiB. */
const tellMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

/** Writes a package whose mappings hold text that hardly compresses. */
async function writePackage(path: string, megabytes: number): Promise<void> {
  const bytes = (megabytes * 1_000_000) / tasks / plainEndpoints.length;
  const parts = Array.from({ length: tasks }, () => ({
    endpoints: plainEndpoints.map((one) => ({
      ...one,
      internal: { filler: randomBytes(bytes).toString('base64') },
    })),
  }));
  await writeFile(path, zipped(packageOf({ tasks: parts })));
}

async function measure(path: string): Promise<void> {
  const words = ['--import', tellMemory, 'cli/main.ts', 'check', '--format', 'jsonl', path];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e8 });
  const { size } = await stat(path);
  const most = (Number(stderr) * 1024) / 1e6;
  const decided = stdout.trim().split('\n').length;
  process.stdout.write(
    `a package of ${(size / 1e6).toFixed(0)} MB, ${decided} tasks decided: ${most.toFixed(0)} MB of memory at most (limit ${mostMegabytes} MB)\n`,
  );
  if (status !== 0 || decided !== tasks || !(most < mostMegabytes)) process.exitCode = 1;
}

const [megabytes = '200', target] = process.argv.slice(2);
if (target !== undefined) await writePackage(target, Number(megabytes));
else {
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-'));
  try {
    const path = join(folder, 'export.zip');
    // By another process: what one had at most, its children are said to have had too.
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), megabytes, path]);
    await measure(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
