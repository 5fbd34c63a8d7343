/** `trial-packages.ts <folder>`: writes `allowed.zip` and `blocked.zip`, an export package of one task each. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  packageOf,
  plainConnection,
  plainEndpoints,
} from '../../test/support/informatica/package-builder.ts';
import { zipped } from '../../test/support/informatica/package-content.ts';

const [folder = '.'] = process.argv.slice(2);

/** With the EC2 role, whose sessions STS grants an hour at most. */
function packageWith(seconds: string): Buffer {
  const params = { iamroleARN: 'arn:aws:iam::123456789012:role/stage', useEC2RoletoAssumeRole: 'true' };
  const endpoints = plainEndpoints.map((one) => ({
    ...one,
    labelled: { ...one.labelled, 'Temporary Credential Duration': seconds },
  }));
  return zipped(packageOf({ connections: [{ ...plainConnection, params }], tasks: [{ endpoints }] }));
}

await writeFile(join(folder, 'allowed.zip'), packageWith('900'));
await writeFile(join(folder, 'blocked.zip'), packageWith('7200'));
