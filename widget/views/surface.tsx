import { Component, type ComponentChildren } from 'preact'

/** An error inside takes this surface off the page and nothing else. */
export class Surface extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false }
  static override getDerivedStateFromError = () => ({ failed: true })
  override render() {
    return this.state.failed ? null : this.props.children
  }
}
