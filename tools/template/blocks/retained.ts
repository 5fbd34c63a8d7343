/** Attributes of a resource that outlives the stack, but not a stack whose creation failed. */
export const retained = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
