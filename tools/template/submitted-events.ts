import { ref, when } from './intrinsics.ts';

/*
 * What others put on the project's bus (docs/events.md).
 */

/** The end of the sources of submissions and runs. */
export const submittingSuffix = '.mapping';
/** A further source of them, where an operator has named one. */
export const configuredSource = when('HasSubmissionSource', ref('SubmissionSource'));
export const submissionRequested = 'Mapping Submission Requested';
export const runTypes = ['Mapping Run Started', 'Mapping Run Ended'];
export const submittedTypes = [submissionRequested, ...runTypes];
