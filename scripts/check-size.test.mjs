import { expect, test } from 'vitest'
import { weigh } from './check-size.mjs'

const chunk = (entryPoint, imports = []) => ({
  ...(entryPoint && { entryPoint }),
  imports: imports.map(([path, kind = 'import-statement']) => ({ path, kind })),
})

const tag = { inputs: { 'widget/tag.ts': {} }, outputs: { 'cairn.js': chunk('widget/tag.ts') } }
const core = {
  inputs: { 'widget/core.ts': {}, 'contract/limits.ts': {} },
  outputs: {
    'core.js': chunk('widget/core.ts', [
      ['shared.js'],
      ['connect.js', 'dynamic-import'],
      ['views.js', 'dynamic-import'],
    ]),
    'shared.js': chunk(),
    'connect.js': chunk('widget/transport/connect.ts', [['shared.js'], ['socket.js']]),
    'socket.js': chunk(),
    'views.js': chunk('widget/present-guidance.ts', [['words.js', 'dynamic-import']]),
    'words.js': chunk('widget/views/words.de.ts'),
  },
}
const sizes = {
  'cairn.js': 1,
  'core.js': 10,
  'shared.js': 100,
  'connect.js': 1_000,
  'socket.js': 5_000,
  'views.js': 10_000,
  'words.js': 40_000,
}
const sizeOf = (path) => sizes[path]

test('each stage counts what loads at once, other languages apart', () => {
  const { totals, problems } = weigh({ tag, core, sizeOf })
  expect(totals).toEqual({ idle: 111, connected: 6_111, all: 16_111 })
  expect(problems).toEqual([])
})

test('a surface counts with all that it loads beyond the ground, and not for more than its budget', () => {
  const outputs = {
    ...core.outputs,
    'views.js': chunk('widget/present-guidance.ts', [['preact.js'], ['tip.js', 'dynamic-import']]),
    'preact.js': chunk(),
    'tip.js': chunk('widget/views/tip.tsx', [['preact.js'], ['menu.js'], ['shared.js']]),
    'menu.js': chunk(),
  }
  const given = (bytes) =>
    weigh({ tag, core: { ...core, outputs }, sizeOf: (path) => ({ 'tip.js': bytes, 'menu.js': 144 })[path] ?? 1 })
  expect(given(6_000)).toMatchObject({ surfaces: [{ entry: 'widget/views/tip.tsx', bytes: 6_144 }], problems: [] })
  expect(given(6_001).problems).toEqual(["widget/views/tip.tsx: 6145 bytes are over a surface's budget of 6144"])
})

test('a stage over its budget is refused', () => {
  const { problems } = weigh({ tag, core, sizeOf: (path) => (path === 'shared.js' ? 7_000 : 1) })
  expect(problems).toEqual(['idle: 7002 bytes are over the budget of 6144'])
})

test.each(['node_modules/zod/v4/core.js', 'server/tenants/keys.ts', 'plugins/guardrails/cap/index.ts'])(
  '%s in the widget is refused',
  (input) => {
    const { problems } = weigh({ tag, core: { ...core, inputs: { [input]: {} } }, sizeOf })
    expect(problems).toEqual([`${input} is in the widget`])
  },
)

test('a core that holds the connection itself is refused', () => {
  const { 'connect.js': _, ...outputs } = core.outputs
  const { problems } = weigh({ tag, core: { ...core, outputs }, sizeOf })
  expect(problems.join()).toContain('no chunk of its own')
})
