import type { SettingsOverride } from '../../../contract/settings.ts'
import type { HttpServices } from '../http-services.ts'

/** Settings can run: their plugins are installed and take their options. @throws AppError PLUGIN_UNKNOWN, PLUGIN_OPTIONS_INVALID */
export const assertPlugins = async (
  checkPlugins: HttpServices['checkPlugins'],
  value: SettingsOverride,
): Promise<void> => {
  const wrong = await checkPlugins(value)
  if (wrong !== undefined) throw wrong
}
