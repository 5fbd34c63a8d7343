import { accessText } from '../report/access-text.ts';
import { auditText } from '../report/audit-text.ts';
import { checkText } from '../report/check-text.ts';
import { sweepText } from '../report/sweep-text.ts';
import { type Format, ofEach } from './format.ts';

/** Text for a person on a terminal. */
export const table: Format = {
  name: 'table',
  summary: 'text for people',
  isForPeople: true,
  ...ofEach({
    audit: auditText,
    check: checkText,
    sweep: sweepText,
    access: accessText,
  }),
};
