import type { CallRecord, Probe, ProbeAnswer } from '@kickai/health'
import type { ModelSettings } from '@kickai/settings'

const second = 1000
/** An older failure tells nothing of now, where nobody has called the model since. */
const recentMs = 300 * second

/**
 * Asks the provider whether it knows the model, which generates nothing and so costs nothing, and tells how the last
 * real call of it ended. A model that is away, and one whose last call failed within the last five minutes, degrades
 * the service: commands never need one. A later call that succeeds makes it well at once.
 */
export function modelProbe(model: ModelSettings, calls: Pick<CallRecord, 'last'>): Probe {
  return {
    name: 'ai',
    intervalMilliseconds: (model.provider === 'google_gemini' ? 300 : 60) * second,
    limitMilliseconds: 5 * second,
    failedStatus: 'unavailable',
    failedVerdict: 'degraded',
    check: (signal) => checkModel(model, signal),
    addKnown: (answer) => withLastCall(answer, calls, Date.now()),
  }
}

function withLastCall(answer: ProbeAnswer, calls: Pick<CallRecord, 'last'>, now: number): ProbeAnswer {
  const last = calls.last()
  if (last === undefined) return answer
  const { at, latencyMs, failure } = last
  const lastCall = failure === undefined ? 'ok' : 'failed'
  const lastCallAt = new Date(at).toISOString()
  const told = { ...answer, detail: { ...answer.detail, lastCall, lastCallAt, lastCallMs: latencyMs } }
  // What the provider says of itself comes first: it is the nearer cause.
  if (failure === undefined || now - at > recentMs || answer.verdict !== 'good') return told
  const ago = Math.round((now - at) / second)
  const reason = `The last call of the model failed ${ago} s ago (${failure}).`
  return { ...told, status: 'failing', verdict: 'degraded', reason }
}

async function checkModel(model: ModelSettings, signal: AbortSignal): Promise<ProbeAnswer> {
  switch (model.provider) {
    case 'rules':
      return { status: 'operational', verdict: 'good', detail: { provider: 'rules' } }
    case 'google_gemini': {
      // In a header, because addresses get into logs.
      const headers = { 'x-goog-api-key': model.key.reveal() }
      const address = `${model.api}/v1beta/models/${encodeURIComponent(model.name)}`
      return answerOf(model, await statusOf(address, { headers, signal }))
    }
    case 'ollama': {
      const body = JSON.stringify({ model: model.name })
      return answerOf(model, await statusOf(`${model.api}/api/show`, { method: 'POST', body, signal }))
    }
  }
}

/** The status alone counts; the answer's body is let go. */
async function statusOf(address: string, request: RequestInit): Promise<number> {
  const answer = await fetch(address, { ...request, redirect: 'error' })
  await answer.body?.cancel()
  return answer.status
}

function answerOf(model: Exclude<ModelSettings, { provider: 'rules' }>, status: number): ProbeAnswer {
  const { provider, name } = model
  const detail = { provider, model: name }
  const not = (word: string, reason: string): ProbeAnswer => ({ status: word, verdict: 'degraded', reason, detail })
  if (status === 200) return { status: 'operational', verdict: 'good', detail }
  if (status === 404) return not('unknown-model', `The provider has no model ${name}: set AI_MODEL_NAME to one it has.`)
  if (status === 429) return not('quota-used-up', 'The provider takes no more requests for now.')
  if (status === 400 || status === 401 || status === 403)
    return not('refused', `The provider refuses the key (${status}): set GOOGLE_API_KEY to one that is valid.`)
  return not('unavailable', `The provider answered ${status}.`)
}
