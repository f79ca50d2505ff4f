import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { GuidanceItem } from '../../contract/guidance.ts'
import type { Exposures } from '../exposure/exposures.ts'
import { whenPainted } from '../exposure/when-painted.ts'
import { guarded } from '../state/guarded.ts'

/** Reports the item as exposed once the element has been painted; `standing` restarts the wait when the surface comes up again. */
export const usePainted = (
  element: RefObject<HTMLElement | null>,
  item: GuidanceItem,
  exposures: Exposures,
  standing: boolean,
): void =>
  useEffect(() => {
    if (!standing || !element.current) return
    return whenPainted(
      element.current,
      guarded(() => exposures.painted(item.decision, [item])),
    )
  }, [item.decision, standing])
