import { CairnRefusal } from './call-cairn.ts'
import { type SetUp, setUpCairn } from './set-up.ts'

const againMs = 3_000

/** Tries until Cairn answers. The product runs meanwhile; it says once why it is without guidance. */
export const keepSettingUp = (
  options: SetUp & { readonly done: () => void; readonly say: (line: string) => void },
): { stop(): void } => {
  let stopped = false
  let said = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const attempt = async (): Promise<void> => {
    try {
      await setUpCairn(options)
      if (stopped) return
      options.done()
      if (said !== '') options.say('The demo has its guidance now.')
    } catch (cause) {
      if (stopped) return
      const reason =
        cause instanceof CairnRefusal || !(cause instanceof TypeError || (cause as Error).name === 'TimeoutError')
          ? (cause as Error).message
          : `Cairn does not answer at ${options.cairn} (CAIRN_URL)`
      if (reason !== said) options.say(`The demo runs without guidance: ${reason}`)
      said = reason
      timer = setTimeout(() => void attempt(), againMs)
    }
  }
  void attempt()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
