import type { ApiError, ResponseParameters } from '@grammyjs/types'

/** An answer that says no, in Telegram's own words: the code and the description are what clients test for. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly code: number
  readonly parameters: ResponseParameters | undefined

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

/** 400 with Telegram's prefix. */
export function badRequest(description: string, parameters?: ResponseParameters): ApiFailure {
  return new ApiFailure(400, `Bad Request: ${description}`, parameters)
}

/** 403 with Telegram's prefix. */
export function forbidden(description: string): ApiFailure {
  return new ApiFailure(403, `Forbidden: ${description}`)
}

/** 409 with Telegram's prefix. */
export function conflict(description: string): ApiFailure {
  return new ApiFailure(409, `Conflict: ${description}`)
}

/** 429, with the seconds after which it may be tried again. */
export function tooManyRequests(retryAfter: number): ApiFailure {
  return new ApiFailure(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter })
}

/** The failure as the body of an answer. */
export function failureBody({ code, message, parameters }: ApiFailure): ApiError {
  return { ok: false, error_code: code, description: message, ...(parameters === undefined ? {} : { parameters }) }
}
