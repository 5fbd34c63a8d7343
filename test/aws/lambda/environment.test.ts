import { describe, expect, it } from 'vitest';
import {
  optionalVariable,
  requiredSeconds,
  requiredVariable,
} from '../../../shared/aws/lambda/environment.ts';

describe('a variable', () => {
  it('that is required is given, or named where it is not set or empty', () => {
    expect(requiredVariable('NAME', { NAME: 'x' })).toBe('x');
    for (const environment of [{}, { NAME: '' }])
      expect(() => requiredVariable('NAME', environment)).toThrow('environment variable NAME is not set');
  });

  it('that is optional is empty where it is not set', () => {
    expect(optionalVariable('NAME', { NAME: 'x' })).toBe('x');
    expect(optionalVariable('NAME', {})).toBe('');
  });

  it('in seconds is a number', () => {
    expect(requiredSeconds('NAME', { NAME: '86400' })).toBe(86_400);
  });

  it.each(['1d', '-1', '1e9', '', ' 1', 'NaN', '1.5'])('in seconds is not %j', (value) => {
    expect(() => requiredSeconds('NAME', { NAME: value })).toThrow('environment variable NAME is');
  });
});
