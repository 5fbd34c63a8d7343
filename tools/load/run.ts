import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { functionEnvironment } from '../function-environment.ts';
import type { Advance } from './drive.ts';
import type { Assignment, Message } from './hook-process.ts';
import type { LoadReport } from './report.ts';

/** What the template tells the function, where the stand-in for AWS listens. */
const environmentOf = (port: number) => ({
  ...functionEnvironment,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_LAMBDA_FUNCTION_NAME: 'CheckSubmission',
  NODE_ENV: 'production',
  POLICY_PROFILE: 'application/environment/policy',
  POWERTOOLS_LOG_LEVEL: 'ERROR',
  POWERTOOLS_METRICS_NAMESPACE: 'StsWarden',
  POWERTOOLS_SERVICE_NAME: 'sts-warden',
});

const folder = new URL('./', import.meta.url);

/** Runs the built hook in one process against a stand-in for AWS in another. Rejects where one of them ends early. */
export async function runLoad(assignment: Assignment, advance: Advance): Promise<LoadReport> {
  const aws = fork(new URL('stand-in/serve.ts', folder), [String(assignment.callers)]);
  try {
    const [port] = (await once(aws, 'message')) as [number];
    const hook = fork(new URL('hook-process.ts', folder), [JSON.stringify(assignment)], {
      env: { PATH: process.env.PATH, ...environmentOf(port) },
      execArgv: ['--expose-gc'],
      // Its metrics go nowhere; what it logs of its failures is for whoever reads the report.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return await reportOf(hook, advance);
  } finally {
    aws.kill();
  }
}

function reportOf(hook: ChildProcess, advance: Advance): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    hook.on('message', (message: Message) => {
      if ('advanced' in message) advance(...message.advanced);
      else resolve(message.report);
    });
    hook.on('exit', (code) => reject(new Error(`the hook's process ended with ${code}`)));
  });
}
