import { access, constants } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { region } from '../../test/support/aws-stack/clients.ts';
import { pythonCommand } from './python-command.ts';

/** The AWS SAM CLI: `sam` from PATH, or one installed into `.venv-sam`. */
export async function samCommand(): Promise<string> {
  for (const folder of process.env.PATH?.split(delimiter) ?? []) {
    const path = join(folder, 'sam');
    if (await isExecutable(path)) return path;
  }
  return pythonCommand({ command: 'sam', folder: '.venv-sam', requirements: 'tools/sam/requirements.txt' });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The environment for SAM: this process's without any setting for AWS. Whoever has credentials lends them to no function
 * on this machine, which gets SAM's dummy keys instead; and SAM asks AWS for nothing.
 */
export function samEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    SAM_CLI_TELEMETRY: '0',
    // Compiling what it imports, again every time, would be most of what SAM does.
    PYTHONDONTWRITEBYTECODE: '',
  };
}
