import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { bundledPackages } from '../bundled-packages.ts';
import { succeed } from '../sam/command.ts';
import { ToolError } from '../sam/tool-error.ts';

/** What `npm sbom` prints, as far as it is read here. */
interface NpmSbom {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly unknown[];
  readonly licenses?: readonly unknown[];
}

/** What it is made of. */
export interface Ingredients {
  /** The release's files, and files of them → the sources that went into each, from the working directory. */
  readonly artifacts: ReadonlyMap<string, readonly string[]>;
  readonly at: Date;
}

/**
 * The bill of materials of a release, CycloneDX 1.5 as JSON: the packages of which something is in an artifact, and in
 * which. What npm says of them comes from package-lock.json. Throws a {@link ToolError} where another version is installed.
 */
export async function billOfMaterials({ artifacts, at }: Ingredients): Promise<string> {
  const { stdout } = await succeed('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only']);
  const locked: NpmSbom = JSON.parse(stdout);
  const holders = await artifactsByPackage(artifacts);
  const refs = new Set(holders.keys());
  const known = new Map(locked.components.map((component) => [component['bom-ref'], component]));
  const components = [...holders].sort(byName).map(([ref, names]) => {
    const component = known.get(ref);
    if (component !== undefined) return componentOf(component, names);
    throw new ToolError(
      `${ref} is installed, but not in package-lock.json; \`npm ci\` installs what is there`,
    );
  });
  const { name, version, description, license } = packageJson;
  const root = `${name}@${version}`;
  const dependencies = locked.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const told = {
    metadata: {
      timestamp: at.toISOString(),
      lifecycles: [{ phase: 'build' }],
      component: {
        'bom-ref': root,
        type: 'application',
        name,
        version,
        description,
        licenses: [{ license: { id: license } }],
        purl: `pkg:npm/${root}`,
      },
    },
    components,
    dependencies: [{ ref: root, dependsOn: [...refs].sort() }, ...dependencies],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(told))}`;
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber, version: 1, ...told };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** `<name>@<version>` of the packages → the artifacts that hold something of them. */
async function artifactsByPackage(artifacts: Ingredients['artifacts']): Promise<Map<string, string[]>> {
  const holders = new Map<string, string[]>();
  for (const [artifact, sources] of artifacts) {
    for (const folder of bundledPackages(sources)) {
      const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const ref = `${name}@${version}`;
      holders.set(ref, [...(holders.get(ref) ?? []), artifact]);
    }
  }
  return holders;
}

function componentOf(component: Component, artifacts: readonly string[]) {
  const { 'bom-ref': ref, name, version, purl, hashes, licenses } = component;
  const properties = artifacts.map((value) => ({ name: 'sts-warden:artifact', value }));
  return { 'bom-ref': ref, type: 'library', name, version, hashes, licenses, purl, properties };
}

/** A UUID of the content alone, in the form of version 8 (RFC 9562). */
function uuidOf(content: string): string {
  const digits = createHash('sha256').update(content).digest('hex');
  const [a, b, c, d, e] = [0, 8, 13, 17, 20].map((from, index) =>
    digits.slice(from, from + ([8, 4, 3, 3, 12][index] ?? 0)),
  );
  return `${a}-${b}-8${c}-8${d}-${e}`;
}
