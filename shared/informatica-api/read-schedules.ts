import { readSchedules, type Schedule } from '../informatica/schedule.ts';
import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { Organization } from './organization.ts';

/** Reads all schedules of an organization. Throws OrganizationError. */
export async function schedulesOf(organization: Organization): Promise<Schedule[]> {
  const what = 'schedule';
  const bytes = await organization.ask({ path: '/public/core/v3/schedule', mostBytes: mostJsonBytes, what });
  return jsonAnswer(bytes, what, readSchedules);
}
