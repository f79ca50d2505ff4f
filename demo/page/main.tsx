import { render } from 'preact'
import { startGuidance } from './guidance/cairn.ts'
import { followLinks } from './routing/address.ts'
import { App } from './shell/app.tsx'
import { load } from './state/product.ts'
import { followTheme } from './state/theme.ts'

const root = document.getElementById('app')
if (root !== null) {
  followTheme()
  followLinks()
  startGuidance()
  render(<App />, root)
  void load()
}
