import type { IForbiddenRuleType } from 'dependency-cruiser';
import { rooms } from './house.ts';

const pureRooms = folders(rooms.filter(({ pure }) => pure).map(({ name }) => name));

/** Of a room, everything in `shared/` that is not on its own floor or below it. */
const downwardsOnly = rooms.map(
  ({ name }, floor): IForbiddenRuleType => ({
    name: `downwards-only-from-${name.replaceAll('/', '-')}`,
    comment: 'a room imports rooms below itself only, types included (tools/house.ts)',
    severity: 'error',
    from: { path: folders([name]) },
    to: { path: '^shared/', pathNot: folders(rooms.slice(0, floor + 1).map((room) => room.name)) },
  }),
);

/** The directions of imports (docs/house.md): doors import the core, the core imports nothing of the outside. */
export const importRules: readonly IForbiddenRuleType[] = [
  { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-orphan-package', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ...downwardsOnly,
  {
    name: 'shared-imports-no-door',
    comment: 'functions and cli import shared, never the other way round',
    severity: 'error',
    from: { path: '^shared/' },
    to: { path: '^(functions|cli|test|bench|tools)/' },
  },
  {
    name: 'every-file-has-a-room',
    severity: 'error',
    from: { path: '^shared/', pathNot: folders(rooms.map(({ name }) => name)) },
    to: {},
  },
  {
    name: 'no-function-imports-a-function',
    severity: 'error',
    from: { path: '^functions/([^/]+)/' },
    to: { path: '^functions/[^/]+/', pathNot: '^functions/$1/' },
  },
  {
    name: 'functions-and-cli-apart',
    severity: 'error',
    from: { path: '^functions/' },
    to: { path: '^cli/' },
  },
  {
    name: 'cli-and-functions-apart',
    comment: '`serve` alone runs the functions, as they are without AWS',
    severity: 'error',
    from: { path: '^cli/', pathNot: '^cli/serve/' },
    to: { path: '^functions/' },
  },
  {
    name: 'serve-wires-functions-itself',
    severity: 'error',
    from: { path: '^cli/serve/' },
    to: { path: '^functions/(deployed\\.ts|.*/handler\\.ts)$' },
  },
  {
    name: 'no-rule-imports-a-rule',
    severity: 'error',
    from: { path: '^shared/rules/', pathNot: '^shared/rules/index\\.ts$' },
    to: {
      path: '^shared/rules/',
      pathNot: '^shared/rules/(rule|verdict|example|facts|questions|labels)\\.ts$',
    },
  },
  {
    name: 'rules-import-only-domain-types',
    severity: 'error',
    from: { path: '^shared/rules/' },
    to: { pathNot: '^shared/rules/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'evaluation-knows-no-rule-by-name',
    severity: 'error',
    from: { path: '^shared/evaluation/' },
    to: { path: '^shared/rules/', pathNot: '^shared/rules/(rule|verdict|facts|citations)\\.ts$' },
  },
  {
    name: 'pure-rooms-stay-pure',
    comment:
      'no SDK client, no middy, no Powertools, no file system, no network; time and facts come in as values',
    severity: 'error',
    from: { path: pureRooms },
    to: {
      path: '(@aws-sdk|@aws-lambda-powertools|@middy|^(node:)?(fs|http|https|http2|net|tls|dns|dgram|child_process|cluster|os|process|timers|worker_threads)(/|$))',
    },
  },
  {
    name: 'adapters-import-domain-types-and-the-sdk',
    severity: 'error',
    from: { path: '^shared/aws/' },
    to: {
      path: '^shared/(rules|evaluation|cloudtrail|submission|policy)/',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'production-reads-no-examples',
    severity: 'error',
    from: { path: '^(functions|cli|shared)/', pathNot: '^shared/examples/' },
    to: { path: '^shared/examples/' },
  },
  {
    name: 'production-imports-no-dev-dependency',
    severity: 'error',
    from: { path: '^(functions|shared|cli)/', pathNot: '\\.d\\.ts$' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

/** A pattern for what is in one of the rooms. */
function folders(names: readonly string[]): string {
  return `^shared/(${names.join('|')})/`;
}
