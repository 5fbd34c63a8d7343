import { type ActionCatalogue, actionCatalogue } from './action-catalogue.ts';
import { actionNames } from './iam-actions.generated.js';

/** The actions in AWS's Service Authorization Reference. Half a megabyte: import it where it is used. */
export const knownActions: ActionCatalogue = actionCatalogue(actionNames);
