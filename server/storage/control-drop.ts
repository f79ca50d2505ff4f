import type { ControlContext } from '../../contract/context.ts'
import type { Store } from './store.ts'

/** All workspaces share the control data: only the installation's context may drop it. */
export const refuseWorkspaceDrop = (store: Store<ControlContext>): Store<ControlContext> => ({
  ...store,
  async drop(context) {
    if ('workspace' in context) throw new TypeError("a workspace's context cannot drop the control data of all")
    await store.drop(context)
  },
})
