import { type ActionCatalogue, actionCatalogue } from './action-catalogue.ts';
import { actionsOfServices } from './iam-actions.generated.js';

/** The actions in AWS's Service Authorization Reference. 0.6 MB: import it where it is used. */
export const knownActions: ActionCatalogue = actionCatalogue(actionsOfServices);
