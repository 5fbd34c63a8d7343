/** The directions of imports (docs/decisions): doors import the core, the core imports nothing of the outside. */
const pureRooms =
  '^shared/(rules|evaluation|cloudtrail|submission|access|sessions|policy|report|informatica|json)/';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-orphan-package', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'shared-imports-no-door',
      comment: 'functions and cli import shared, never the other way round',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|cli|test|bench|tools)/' },
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
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^functions/' },
    },
    {
      name: 'no-rule-imports-a-rule',
      severity: 'error',
      from: { path: '^shared/rules/', pathNot: '^shared/rules/index\\.ts$' },
      to: { path: '^shared/rules/', pathNot: '^shared/rules/(rule|verdict|example|facts)\\.ts$' },
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
      to: { path: '^shared/rules/', pathNot: '^shared/rules/(rule|verdict|facts)\\.ts$' },
    },
    {
      name: 'pure-rooms-stay-pure',
      comment:
        'no SDK client, no middy, no Powertools, no file system, no network; time and facts come in as values',
      severity: 'error',
      from: { path: pureRooms },
      to: {
        path: '(@aws-sdk|@aws-lambda-powertools|@middy|^(node:)?(fs|http|https|net|child_process|os|worker_threads)(/|$))',
      },
    },
    {
      name: 'pure-rooms-import-no-adapter',
      severity: 'error',
      from: { path: pureRooms },
      to: { path: '^shared/(aws|http)/' },
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
      name: 'production-imports-no-dev-dependency',
      severity: 'error',
      from: { path: '^(functions|shared|cli)/', pathNot: '\\.d\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
