import type { SettingWarning } from './problem.ts'

/** What is asked where no model is named. */
export const usualModels = { google_gemini: 'gemini-3.8-flash', ollama: 'qwen3' } as const

/** Model names that their makers have withdrawn or left behind, and what stands in their place. */
const successors: Readonly<Record<string, string>> = {
  'gemini-pro': usualModels.google_gemini,
  llama2: usualModels.ollama,
}

/** The warning for a retired model name, or undefined for any other name. */
export function retiredModelWarning(model: string | undefined): SettingWarning | undefined {
  if (model === undefined || !Object.hasOwn(successors, model)) return undefined
  return {
    code: 'setting-retired-model',
    name: 'AI_MODEL_NAME',
    message: 'AI_MODEL_NAME names a model that is retired.',
    wayOut: `Set AI_MODEL_NAME to \`${successors[model]}\`.`,
  }
}
