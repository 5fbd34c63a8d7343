import validator from '@middy/validator';
import type { Ajv, ValidateFunction } from 'ajv';

/**
 * @middy/validator with a validator that was compiled ahead of time. Version 7 calls it as the function it is, but
 * its types still ask for an Ajv instance.
 */
export function validateEvent(validate: ValidateFunction): ReturnType<typeof validator> {
  return validator({ eventSchema: validate as unknown as Ajv });
}
