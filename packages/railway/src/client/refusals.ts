/**
 * Railway answers most errors with status 200 and the code INTERNAL_SERVER_ERROR, so only the message tells them
 * apart. Each entry below is a message after which nothing has been done. What is in no entry may have acted.
 */
export interface Refusal {
  readonly pattern: RegExp
  readonly code: string
  readonly wayOut: string
  /** Asked again a moment later, the answer may be another. */
  readonly transient?: boolean
  /** Railway is said to answer this for some seconds about what is there. */
  readonly notYet?: boolean
}

export const refusals: readonly Refusal[] = [
  {
    pattern: /STALE_ENVIRONMENT_BASE|environment has changed since/i,
    code: 'environment-moved',
    wayOut: 'Call it again: somebody changed the environment meanwhile, so the plan is made anew.',
    transient: true,
  },
  {
    pattern: /two factor authentication required/i,
    code: 'railway-two-factor-required',
    wayOut: 'Use a token of an account with two-factor authentication, or a project token.',
  },
  {
    pattern: /serviceinstance not found|service instance not found/i,
    code: 'railway-not-found',
    wayOut: 'Add the service to this environment, or wait a moment where the environment has just been made.',
    notYet: true,
  },
  {
    pattern: /\bnot found\b/i,
    code: 'railway-not-found',
    wayOut: 'Check the ids of project, environment and service in the configuration.',
  },
  {
    pattern: /too quickly|rate limit exceeded|can be created per user every/i,
    code: 'railway-rate-limited',
    wayOut: 'Wait a minute and try again.',
    transient: true,
  },
  {
    pattern: /operation is already in progress/i,
    code: 'railway-busy',
    wayOut: 'Wait until the other change in this environment has ended, then try again.',
  },
  {
    pattern: /cannot redeploy without a snapshot/i,
    code: 'railway-no-snapshot',
    wayOut: 'Choose a deployment that was built; this one ended before it had anything to run again.',
  },
  {
    pattern: /already exists/i,
    code: 'railway-name-taken',
    wayOut: 'Use what is there, or choose another name.',
  },
  {
    pattern: /^invalid (input|variable name)/i,
    code: 'railway-input-refused',
    wayOut: 'Correct what Railway names; nothing was changed.',
  },
  {
    pattern: /^deployment cannot be /i,
    code: 'railway-deployment-state',
    wayOut: 'Look at the deployment again; it has gone on since.',
  },
]

/** The platform's word for an error it does not explain; the same question may be answered a moment later. */
export const unexplained = /problem processing request/i
