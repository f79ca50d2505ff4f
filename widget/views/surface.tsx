import { Component, type ComponentChildren, type ComponentType } from 'preact'
import type { GuidanceItem } from '../../contract/guidance.ts'
import type { NoTarget } from '../anchors/find-target.ts'
import type { GuidanceState } from '../state/guidance-state.ts'
import type { ViewContext } from './view-context.ts'

/** What the view of one kind of guidance is given. */
export interface SurfaceProps<Item extends GuidanceItem = GuidanceItem> {
  readonly item: Item
  readonly state: GuidanceState
  readonly context: ViewContext
  /** It cannot be painted. */
  readonly gaveUp: (reason: NoTarget) => void
}

/** A kind of guidance as its chunk brings it. */
export interface LoadedSurface<Item extends GuidanceItem = GuidanceItem> {
  readonly View: ComponentType<SurfaceProps<Item>>
  readonly style: string
}

/** An error inside takes this surface off the page and nothing else. */
export class Surface extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false }
  static override getDerivedStateFromError = () => ({ failed: true })
  override render() {
    return this.state.failed ? null : this.props.children
  }
}
