import type { ReportedFinding } from '../report/reported-finding.ts';
import type { Place } from '../report/source.ts';

/** What a finding is about: places in a file where there is one, and else what AWS or Informatica calls it. */
export function sarifLocations({ path, places, cause }: ReportedFinding): object[] {
  if (path === undefined || path === '-') return [{ logicalLocations: [resource(cause)] }];
  const artifact = { uri: uriOf(path), ...(isRelative(path) && { uriBaseId: '%SRCROOT%' }) };
  const [first, ...others] = places;
  // GitHub shows the first alone, and other readers take several for several places at once.
  if (first === undefined) return [{ physicalLocation: { artifactLocation: artifact } }];
  return [first, ...others].map((place) => ({
    physicalLocation: { artifactLocation: artifact, ...regionOf(place) },
    logicalLocations: [{ fullyQualifiedName: place.pointer, kind: 'object' }],
  }));
}

function regionOf({ line, column }: Place): object {
  return line === undefined ? {} : { region: { startLine: line, startColumn: column } };
}

function resource({ principal, requester, role, task, account }: ReportedFinding['cause']): object {
  const names = [account, principal ?? requester, role, task].filter((name) => name !== undefined);
  return { fullyQualifiedName: names.join(' ') || 'unknown', kind: 'resource' };
}

function isRelative(path: string): boolean {
  return !/^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** A path as a URI: relative as it is, else of the scheme `file`. */
function uriOf(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const encoded = slashed.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return isRelative(path) ? encoded : `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}
