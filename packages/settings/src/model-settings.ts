import type { Definition, ModelSettings } from './definition.ts'
import * as known from './definitions.ts'
import { retiredModelWarning, usualModels } from './models.ts'
import type { SettingProblem, SettingWarning } from './problem.ts'

/** What stands in examples where a key is wanted. */
const placeholder = 'dummy-key'

/** Reads which model is asked. `model` is absent where a problem has been told, here or by `read`. */
export function modelSettings(
  read: <Result>(definition: Definition<Result>) => Result | undefined,
  of: { readonly environment: string | undefined; readonly hasKey: boolean },
): {
  readonly model: ModelSettings | undefined
  readonly problems: readonly SettingProblem[]
  readonly warnings: readonly SettingWarning[]
} {
  const provider = read(known.modelProvider)
  const name = read(known.modelName)
  const key = read(known.googleApiKey)
  const geminiApi = read(known.geminiApi)
  const ollamaUrl = read(known.ollamaUrl)
  const retired = retiredModelWarning(name)
  const warnings = retired === undefined ? [] : [retired]
  const isPlaceholder = key?.matches(placeholder) === true

  // Nobody leaves a placeholder where people are served, whether it is used just now or not.
  if (isPlaceholder && of.environment !== 'testing')
    return { model: undefined, problems: [{ ...placeholderKey, code: 'setting-placeholder' }], warnings }
  if (provider === 'rules') return { model: { provider }, problems: [], warnings }
  if (provider === 'ollama' && ollamaUrl !== undefined)
    return { model: { provider, name: name ?? usualModels.ollama, api: ollamaUrl }, problems: [], warnings }
  if (provider !== 'google_gemini' || geminiApi === undefined) return { model: undefined, problems: [], warnings }
  if (key === undefined) return { model: undefined, problems: of.hasKey ? [] : [missingKey], warnings }
  return {
    model: { provider, name: name ?? usualModels.google_gemini, api: geminiApi, key },
    problems: [],
    warnings: isPlaceholder ? [...warnings, { ...placeholderKey, code: 'setting-placeholder' }] : warnings,
  }
}

const placeholderKey = {
  name: 'GOOGLE_API_KEY',
  message: 'GOOGLE_API_KEY is a placeholder.',
  wayOut: `Set GOOGLE_API_KEY to ${known.googleApiKey.wanted}, or remove it where AI_PROVIDER is not google_gemini.`,
}

const missingKey: SettingProblem = {
  code: 'setting-missing',
  name: 'GOOGLE_API_KEY',
  message: 'GOOGLE_API_KEY is missing.',
  wayOut: `Set GOOGLE_API_KEY to ${known.googleApiKey.wanted}, or AI_PROVIDER to \`rules\`.`,
}
