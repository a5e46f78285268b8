import type { ModelSettings } from '@kickai/settings'
import type { Finding, Subject } from './check.ts'
import { readableSettings } from './values.ts'

type Asked = Exclude<ModelSettings, { provider: 'rules' }>

/** Asks the provider whether it has the model, and then for one token of it. Where no model is used nobody is asked. */
export async function checkModel(subject: Subject): Promise<Finding[]> {
  const model = readableSettings(subject)?.model
  if (model === undefined || model.provider === 'rules') return []
  for (const { address, body } of questions(model)) {
    const status = await statusOf(model, { address, body }, subject.signal)
    // A second question would be answered alike.
    if (status !== 200) return [findingOf(model, status, subject.environment)]
  }
  return []
}

interface Question {
  readonly address: string
  readonly body?: object | undefined
}

function questions({ provider, api, name }: Asked): Question[] {
  if (provider === 'ollama') {
    const options = { num_predict: 1 }
    return [
      { address: `${api}/api/show`, body: { model: name } },
      { address: `${api}/api/generate`, body: { model: name, prompt: 'Hi', stream: false, options } },
    ]
  }
  const address = `${api}/v1beta/models/${encodeURIComponent(name)}`
  const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
  return [
    { address },
    { address: `${address}:generateContent`, body: { contents, generationConfig: { maxOutputTokens: 1 } } },
  ]
}

/** The status alone counts; the answer's body is let go. */
async function statusOf(model: Asked, { address, body }: Question, signal: AbortSignal): Promise<number> {
  const answer = await fetch(address, {
    method: body === undefined ? 'GET' : 'POST',
    // In a header, because addresses get into logs.
    headers: {
      'content-type': 'application/json',
      ...(model.provider === 'google_gemini' && { 'x-goog-api-key': model.key.reveal() }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal,
  })
  await answer.body?.cancel()
  return answer.status
}

/** Commands need no model, so that one that is away or out of quota holds no release up; one that is wrong does. */
function findingOf({ name }: Asked, status: number, environment: string): Finding {
  if (status === 404)
    return {
      code: 'model-unknown',
      sentence: `The provider has no model ${name}, which ${environment} is to use.`,
      wayOut: 'Set AI_MODEL_NAME to one it has.',
    }
  if (status === 400 || status === 401 || status === 403)
    return {
      code: 'model-key-refused',
      sentence: `The provider of the model refuses the key of ${environment} (${status}).`,
      wayOut: 'Set GOOGLE_API_KEY to one that is valid.',
    }
  const used = status === 429
  return {
    code: used ? 'model-quota-used-up' : 'model-unavailable',
    severity: 'notice',
    sentence: used
      ? `The provider of the model takes no more requests of ${environment} for now.`
      : `The provider of the model answered ${environment} with ${status}.`,
    wayOut: 'Wait, or raise the quota; until then commands work and plain words are not understood.',
  }
}
