import { plainTable } from '../shared/report/plain-table.ts';
import { auditBatch } from './audit-batch.ts';
import { checkRequest } from './check-request.ts';
import { compare } from './ratio.ts';

const ratios = [await compare(auditBatch), await compare(checkRequest)];
const rows = ratios.map(({ name, work, baseline, ratio, limit }) => [
  name,
  `${work.toFixed(3)} ms`,
  `${baseline.toFixed(3)} ms`,
  ratio.toFixed(2),
  limit,
]);
process.stdout.write(`${plainTable(['What', 'Work', 'Baseline', 'Ratio', 'Limit'], rows)}\n`);
if (ratios.some(({ ratio, limit }) => ratio > limit)) process.exitCode = 1;
