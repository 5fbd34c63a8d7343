/** Attributes of a resource that outlives the stack. */
export const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
