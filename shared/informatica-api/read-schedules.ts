import { readSchedules, type Schedule } from '../informatica/schedule.ts';
import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { AskResource } from './resource.ts';

/** Reads all schedules of an organization. Throws OrganizationError. */
export async function schedulesOf(askFor: AskResource): Promise<Schedule[]> {
  const what = 'schedule';
  const bytes = await askFor({ path: '/public/core/v3/schedule', mostBytes: mostJsonBytes, what });
  return jsonAnswer(bytes, what, readSchedules);
}
