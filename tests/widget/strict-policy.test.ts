import { expect, test } from 'vitest'
import { strictPolicy } from '../cairn/host-page.ts'
import { oneStep } from './one-step.ts'
import { key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected } = setUpWidget()

const policies: Record<string, { policy: (cairn: string) => string; tag?: string }> = {
  'names origins only': { policy: strictPolicy },
  'trusts scripts by nonce only': {
    policy: (origin) => strictPolicy(origin).replace(` ${origin}`, " 'nonce-abc'"),
    tag: `data-key="${key}" nonce="abc"`,
  },
}
for (const [name, { policy, ...tag }] of Object.entries(policies))
  test(`under a policy that ${name}, with Trusted Types off limits, guidance is shown without a violation`, async () => {
    const server = await fresh()
    server.guidance = { ...oneStep, watches: [{ id: 'pause', seconds: 1 }] }
    server.welcome = { ...server.welcome, searches: [{ name: 'search', route: '/', parameter: 'q' }] }
    const { page, host, errors } = await connected({ policy, ...tag })
    await page.getByText('Create a project').waitFor()
    await until(
      () => [server.messages('exposure').length, server.messages('idle').length],
      ([shown, idle]) => shown === 1 && idle === 1,
    )
    expect(host.violations).toEqual([])
    expect(errors).toEqual([])
    // The policy is in force: the same page's own attempt is reported.
    await page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>no</b>'
      } catch {}
    })
    await until(
      () => host.violations.length,
      (count) => count > 0,
    )
  })
