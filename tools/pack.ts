/**
 * `npm run package`: makes the npm package of the command line in `dist/`, or in the folder that is given. Prints the
 * tarball's path, which `npm publish` and `npm install` take.
 */
import { packageCli } from './package-cli.ts';

const [folder = 'dist'] = process.argv.slice(2);
const { tarball } = await packageCli(folder);
process.stdout.write(`${tarball}\n`);
