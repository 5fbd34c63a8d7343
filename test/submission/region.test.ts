import { describe, expect, it } from 'vitest';
import { regionCode } from '../../shared/submission/region.ts';

describe('the code of a Region', () => {
  it.each([
    ['us-east-1', 'us-east-1'],
    ['US-East-1', 'us-east-1'],
    [' eu-central-1 ', 'eu-central-1'],
    ['us-gov-west-1', 'us-gov-west-1'],
    ['us-iso-east-1', 'us-iso-east-1'],
    ['xx-newland-12', 'xx-newland-12'],
    ['US East (N. Virginia)', 'us-east-1'],
    ['US East(N. Virginia)', 'us-east-1'],
    ['us east (n. virginia)', 'us-east-1'],
    ['US East (Ohio)', 'us-east-2'],
    ['US West (N. California)', 'us-west-1'],
    ['EU (Ireland)', 'eu-west-1'],
    ['EU(Ireland)', 'eu-west-1'],
    ['Europe (Ireland)', 'eu-west-1'],
    ['EU (Frankfurt)', 'eu-central-1'],
    ['Europe (Zurich)', 'eu-central-2'],
    ['Europe (Zürich)', 'eu-central-2'],
    ['South America (Sao Paulo)', 'sa-east-1'],
    ['South America (São Paulo)', 'sa-east-1'],
    ['Asia Pacific (Mumbai)', 'ap-south-1'],
    ['AWS GovCloud (US-West)', 'us-gov-west-1'],
    ['AWS GovCloud (US)', undefined],
    ['Ireland', undefined],
    ['EU', undefined],
    ['Frankfurt on the Main', undefined],
    ['us-east', undefined],
    ['useast1', undefined],
    ['us-east-1a', undefined],
    ['us-east-100', undefined],
    ['$region', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('of `%s` is %s', (region, code) => {
    expect(regionCode(region)).toBe(code);
  });
});
