import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../errors.ts'
import type { State } from '../state/open.ts'
import type { TokenRecord } from '../state/records.ts'

/** Who asks: the account, which may do everything, or a project token, which may use one environment. */
export type Caller = { readonly kind: 'account' } | { readonly kind: 'project'; readonly token: TokenRecord }

/** What belongs to a project, and perhaps to one environment of it. */
export interface Place {
  readonly projectId: string
  readonly environmentId?: string
}

export const notAuthorized = 'Not Authorized'

/** Who sent these headers; undefined where no token in them is good. Each kind of token has a header of its own. */
export function callerOf(state: State, accountToken: string, headers: IncomingHttpHeaders): Caller | undefined {
  const projectToken = headers['project-access-token']
  if (typeof projectToken === 'string') {
    const given = sha256(projectToken)
    // All are compared, so that the time taken tells nothing about which one was close.
    const found = state.tokens.where((token) => timingSafeEqual(Buffer.from(token.sha256, 'hex'), given))[0]
    return found === undefined ? undefined : { kind: 'project', token: found }
  }
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer === undefined || !timingSafeEqual(sha256(bearer), sha256(accountToken))) return undefined
  return { kind: 'account' }
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Refuses whoever is not the account. */
export function demandAccount(caller: Caller): void {
  if (caller.kind !== 'account') throw new Refusal(notAuthorized)
}

/** Refuses a project token that is not for this place. A place without environment is the project as a whole. */
export function demandReach(caller: Caller, place: Place): void {
  if (caller.kind === 'account') return
  const { projectId, environmentId } = caller.token
  const reaches = projectId === place.projectId && (place.environmentId ?? environmentId) === environmentId
  if (!reaches) throw new Refusal(notAuthorized)
}
