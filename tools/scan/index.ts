/**
 * `npm run scan`: the templates as checkov sees them, offline. Ends with 1 on a finding that accepted-findings.ts has no
 * reason for, and on a reason for nothing.
 */
import { collect } from '../sam/command.ts';
import { pythonCommand } from '../sam/python-command.ts';
import { runScript, ToolError } from '../sam/tool-error.ts';
import { acceptedFindings } from './accepted-findings.ts';
import { readCheckovReport } from './checkov-report.ts';
import { judge } from './judge.ts';

const templates = Object.keys(acceptedFindings);
const requirements = 'tools/scan/requirements.txt';

await runScript(async () => {
  const checkov = await pythonCommand({ command: 'checkov', folder: '.venv-scanner', requirements });
  const { exitCode, lines } = judge(readCheckovReport(await reportOf(checkov)), acceptedFindings);
  const stream = exitCode === 0 ? process.stdout : process.stderr;
  stream.write(`${lines.join('\n')}\n`);
  return exitCode;
});

async function reportOf(checkov: string): Promise<string> {
  const options = ['--framework', 'cloudformation', '--skip-download', '--output', 'json', '--compact'];
  const { code, stdout, stderr } = await collect(checkov, [...options, '--file', ...templates], {
    env: environment(),
  });
  // 1 says that there are findings.
  if (code !== 0 && code !== 1) throw new ToolError(`checkov ended with ${code}\n${stderr}${stdout}`);
  return stdout;
}

/** Without settings for checkov, which could leave checks out or send what was found to its maker's service. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(BC|CKV|CHECKOV|PRISMA)_/.test(name));
  return {
    ...Object.fromEntries(others),
    LOG_LEVEL: 'ERROR',
    CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true',
    // Compiling what it imports, again every time, would be most of what it does.
    PYTHONDONTWRITEBYTECODE: '',
  };
}
