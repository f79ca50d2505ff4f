// The import directions of DESIGN.md, section 3, as data; the rules below are derived from it, so that the table can be
// read beside the design's. `values` may be imported freely, `types` only with `import type`. Everything in a folder may
// import within that folder. `packages: 'any'` leaves npm and Node alone; a list allows those packages and no Node module.
const directions = [
  { from: 'contract', packages: ['zod'] },
  {
    from: 'widget',
    values: ['contract/limits.ts'],
    types: ['contract'],
    packages: ['preact', '@preact/signals-core', 'socket.io-client'],
  },
  { from: 'console', values: ['contract', 'widget/theme'], packages: ['preact', '@preact/signals', 'zod'] },

  {
    from: 'server/http',
    values: ['contract'],
    types: ['server/tenants', 'server/audit', 'server/telemetry'],
    packages: 'any',
  },
  { from: 'server/realtime', values: ['contract'], types: ['server/tenants', 'server/telemetry'], packages: 'any' },
  // The story and, in the folder of its name, its parts.
  ...['server/event-flow.ts', 'server/event-flow'].map((from) => ({
    from,
    values: [
      'contract',
      'server/event-flow',
      'server/ingest',
      'server/sessions',
      'server/decision',
      'server/learning',
      'server/delivery',
    ],
    types: ['server/plugin-host', 'server/telemetry'],
    packages: 'any',
  })),
  {
    from: 'server/jobs',
    values: ['contract', 'server/sessions', 'server/learning', 'server/delivery'],
    types: ['server/storage', 'server/audit', 'server/telemetry'],
    packages: 'any',
  },
  { from: 'server/ingest', values: ['contract'], types: ['server/storage', 'server/telemetry'], packages: 'any' },
  { from: 'server/delivery', values: ['contract'], types: ['server/storage', 'server/telemetry'], packages: 'any' },
  { from: 'server/tenants', values: ['contract'], types: ['server/storage', 'server/telemetry'], packages: 'any' },
  // Pure: time, chance and ids arrive as arguments, so not even a package or a Node module.
  { from: 'server/sessions', values: ['contract'], types: ['server/telemetry'], packages: [] },
  { from: 'server/decision', values: ['contract'], types: ['server/telemetry'], packages: [] },
  { from: 'server/learning', values: ['contract'], types: ['server/telemetry'], packages: [] },
  // Not rows of the design's table, but its text leaves them no other choice.
  { from: 'server/audit', values: ['contract'], types: ['server/storage', 'server/telemetry'], packages: 'any' },
  { from: 'server/plugin-host', values: ['contract'], types: ['server/telemetry'], packages: 'any' },
  { from: 'server/storage', values: ['contract', 'server/filtering'], types: ['server/telemetry'], packages: 'any' },
  { from: 'server/filtering', values: ['contract'], types: ['server/telemetry'], packages: ['mingo'] },
  { from: 'server/telemetry', values: ['contract'], packages: 'any' },
  // How texts are found, by words and by vectors: no I/O, and no more packages than a decision page names (docs/decisions/0018-retrieval.md).
  { from: 'search', values: ['contract'], packages: ['@orama/stemmers', '@orama/stopwords', 'ml-matrix', 'zod'] },
  {
    from: 'server/vectors',
    values: ['contract', 'search'],
    types: ['server/storage', 'server/telemetry'],
    packages: 'any',
  },
  { from: 'server/config.ts', values: ['contract'], types: ['server/telemetry'], packages: 'any' },
  { from: 'server/main.ts', values: ['contract', 'server'], packages: 'any' },

  // The cli speaks HTTP, except doctor, plugin and verifying an exported chain.
  { from: 'cli', values: ['contract', 'server/plugin-host', 'server/storage', 'server/audit'], packages: 'any' },
  // The demo uses only what a customer could: the package's public export.
  { from: 'demo', values: ['contract/plugin.ts'], packages: 'any' },
]

// What a built-in plugin is built on beside the contract, where a decision page says why; a third party bundles its own.
const pluginFoundations = {
  // docs/decisions/0018-retrieval.md
  'recommenders/retrieval': ['search'],
}

const sourceFolders = [
  'contract',
  'widget',
  'server',
  'plugins',
  'search',
  'cli',
  'console',
  'demo',
  'bench',
  'tests',
  'scripts',
]

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const within = (place) => `^${escaped(place)}${place.includes('.ts') ? '$' : '/'}`
const tests = ['\\.test(-d)?\\.tsx?$', '^tests/']
const ours = `^(${sourceFolders.join('|')})/`
const packageList = (names) => names.map((name) => `(^|/)node_modules/${escaped(name)}/`)

const rulesFor = ({ from, values = [], types = [], packages }) => {
  const source = { path: within(from), pathNot: tests }
  const rules = [
    {
      name: `${from}: direction`,
      comment: `${from} may import ${[...values, ...types.map((type) => `${type} (types)`)].join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: source,
      to: { path: ours, pathNot: [...tests, ...[from, ...values, ...types].map(within)] },
    },
  ]
  const typesOnly = types.filter((type) => !values.includes(type))
  if (typesOnly.length > 0)
    rules.push({
      name: `${from}: types only`,
      comment: `${from} may import ${typesOnly.join(', ')} with \`import type\` only`,
      severity: 'error',
      from: source,
      to: { path: typesOnly.map(within), pathNot: [from, ...values].map(within), dependencyTypesNot: ['type-only'] },
    })
  if (packages !== 'any') {
    rules.push(
      {
        name: `${from}: packages`,
        comment: `${from} may import the packages ${packages.join(', ') || '(none)'}`,
        severity: 'error',
        from: source,
        to: { path: '(^|/)node_modules/', pathNot: packageList(packages) },
      },
      {
        name: `${from}: no Node modules`,
        comment: `${from} runs without Node: no file, network, clock or chance of its own`,
        severity: 'error',
        from: source,
        to: { dependencyTypes: ['core'] },
      },
    )
  }
  return rules
}

module.exports = {
  forbidden: [
    ...directions.flatMap(rulesFor),
    {
      name: 'server: a place without a direction',
      comment: 'every folder and file directly in server/ has a row in the table above',
      severity: 'error',
      from: { path: '^server/', pathNot: [...tests, ...directions.map(({ from }) => within(from))] },
      to: { path: ours },
    },
    ...Object.entries(pluginFoundations).map(([plugin, folders]) => ({
      name: `plugins/${plugin}: contract, zod and its foundations only`,
      comment: `it knows no other plugin, and beside the contract ${folders.join(', ')}`,
      severity: 'error',
      from: { path: within(`plugins/${plugin}`), pathNot: tests },
      to: {
        path: [ours, '(^|/)node_modules/'],
        pathNot: [...tests, within(`plugins/${plugin}`), '^contract/', ...folders.map(within), ...packageList(['zod'])],
      },
    })),
    {
      name: 'plugins: contract and zod only',
      comment: 'a plugin is built like a third party would build it, and knows no other plugin',
      severity: 'error',
      from: {
        path: '^plugins/([^/]+/[^/]+)/',
        pathNot: [...tests, ...Object.keys(pluginFoundations).map((plugin) => within(`plugins/${plugin}`))],
      },
      to: {
        path: [ours, '(^|/)node_modules/'],
        pathNot: [...tests, '^plugins/$1/', '^contract/', '(^|/)node_modules/zod/'],
      },
    },
    {
      name: 'plugins: no Node modules',
      comment: 'a plugin is data and pure functions; network only through the `fetch` it is handed',
      severity: 'error',
      from: { path: '^plugins/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'config: main only',
      comment: 'server/config.ts reads the environment for the composition root and for nobody else',
      severity: 'error',
      from: { pathNot: [...tests, '^server/main\\.ts$', '^server/config\\.ts$'] },
      to: { path: '^server/config\\.ts$' },
    },
    {
      name: 'filtering: main and storage only',
      comment: 'the filter language is evaluated in one place, behind the store port',
      severity: 'error',
      from: { pathNot: [...tests, '^server/(main\\.ts$|storage/|filtering/)', '^bench/'] },
      to: { path: '^server/filtering/' },
    },
    {
      name: 'drivers: storage only',
      comment: 'nobody but server/storage knows a database driver',
      severity: 'error',
      from: { path: ours, pathNot: [...tests, '^server/storage/', '^bench/'] },
      to: { path: packageList(['mongodb', 'libsql', 'bson']) },
    },
    {
      name: 'no tests in code',
      comment: 'what only tests import stays out of what ships',
      severity: 'error',
      from: { path: ours, pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no development packages in code',
      comment: 'a customer installs without them',
      severity: 'error',
      from: { path: ours, pathNot: [...tests, '^bench/', '^scripts/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no cycles', severity: 'error', from: { path: ours }, to: { circular: true } },
    { name: 'nothing unresolved', severity: 'error', from: { path: ours }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^dist/' },
    // Without this a type-only import is invisible, and `types` above would allow everything.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
