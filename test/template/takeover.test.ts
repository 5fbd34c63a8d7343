import { describe, expect, it } from 'vitest';
import type { Fields } from '../../shared/json/value.ts';
import { otherValues } from '../support/template/other-values.ts';
import { carriedOut, mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

interface Hook {
  readonly AutoPublishAlias: string;
  readonly VersionDescription: unknown;
  readonly DeploymentPreference: { readonly Enabled: string; readonly Alarms: readonly unknown[] };
}

interface Settings {
  readonly Description: { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
}

const source = await readTemplate(mainTemplate);
const others = otherValues(source);

/** What a version of the hook keeps of the template, and what of it makes a new one. */
function hookWith(given: Readonly<Record<string, string>> = {}) {
  const template = carriedOut(source, given);
  // How a version takes over, and what is kept free for all of them, no version keeps.
  const {
    DeploymentPreference: _,
    ReservedConcurrentExecutions: __,
    ...kept
  } = propertiesOf<Fields>(template, 'CheckSubmission');
  const { Description } = propertiesOf<Settings>(template, 'CheckSubmissionSettings');
  return { kept: JSON.stringify([kept, template.Globals]), settings: JSON.stringify(Description) };
}

const usual = hookWith();
const kept = Object.entries(others).filter(
  ([name, other]) => hookWith({ [name]: other }).kept !== usual.kept,
);

describe('a new version of the hook', () => {
  it.each(kept)('is made where %s is another', (name, other) => {
    expect(hookWith({ [name]: other }).settings).not.toBe(usual.settings);
  });

  it('is made by what there is of these', () => {
    expect(kept.map(([name]) => name)).toEqual(
      expect.arrayContaining(['DecisionValidSeconds', 'PolicyInAppConfig', 'Readers', 'Tracing', 'LogLevel']),
    );
  });

  it('is made where its role is another: the version before has none any more', () => {
    const [, settings] = propertiesOf<Settings>(source, 'CheckSubmissionSettings').Description['Fn::Join'];
    expect(settings).toContainEqual({ 'Fn::GetAtt': ['CheckSubmissionRole', 'RoleId'] });
  });

  it('is made by its description, which is the id of what its settings make anew', () => {
    expect(propertiesOf<Hook>(source, 'CheckSubmission')).toMatchObject({
      AutoPublishAlias: 'live',
      VersionDescription: { 'Fn::GetAtt': ['CheckSubmissionSettings', 'PolicyId'] },
    });
  });

  it('has settings that a description of IAM holds, however long they are', () => {
    const longest = (name: string): number => {
      const { MaxLength, AllowedPattern = '', MaxValue } = { ...source.Parameters[name] };
      const [, bound] = /\{1,(\d+)\}\$$/.exec(AllowedPattern) ?? [];
      return MaxLength ?? Number(bound ?? String(MaxValue ?? 1e11).length);
    };
    const [, settings] = propertiesOf<Settings>(source, 'CheckSubmissionSettings').Description['Fn::Join'];
    const names = settings.flatMap((one) => (one as { Ref?: string }).Ref ?? []);
    // The id of a role, and three of AppConfig between slashes.
    const ids = 21 + 3 * 7 + 2;
    const sum = names.reduce((total, name) => total + longest(name), ids) + settings.length - 1;
    expect(names).toContain('Readers');
    expect(sum).toBeLessThanOrEqual(1000);
  });

  it.each([
    ['AllAtOnce', 'false'],
    ['Canary10Percent5Minutes', 'true'],
    ['Canary10Percent15Minutes', 'true'],
    ['Linear10PercentEvery1Minute', 'true'],
  ])('takes over %s by CodeDeploy, which alarms stop: %s', (HookTakeover, isGradual) => {
    const template = carriedOut(source, { HookTakeover });
    const { DeploymentPreference } = propertiesOf<Hook>(template, 'CheckSubmission');
    expect(DeploymentPreference).toMatchObject({ Enabled: isGradual, Type: HookTakeover });
    expect(DeploymentPreference.Alarms).toHaveLength(2);
  });
});
