import { ReleaseError } from '../../release-error.ts'

/** What goes wrong with a registry; nothing of it changes an environment. */
export type RegistryErrorCode =
  | 'registry-unreachable'
  | 'registry-refused'
  | 'registry-answer-unusable'
  | 'artifact-damaged'
  | 'artifact-not-kept'

const waysOut: { readonly [code in RegistryErrorCode]: string } = {
  'registry-unreachable': 'See that the registry is up and its name right, then try again.',
  'registry-refused': 'See that user and password are right, and may read and write this repository.',
  'registry-answer-unusable':
    'See that the address is that of a registry which follows the OCI distribution specification.',
  'artifact-damaged': 'Remove its tag from the registry and deploy its commit again, which builds and keeps it anew.',
  'artifact-not-kept': 'See what the registry does with new tags in this repository, then try again.',
}

/** An error of the registry called `name`; `clause` goes on after that, without a full stop. */
export function registryError(code: RegistryErrorCode, name: string, clause: string, cause?: unknown): ReleaseError {
  return new ReleaseError(
    code,
    `The registry ${name} ${clause}.`,
    waysOut[code],
    cause === undefined ? undefined : { cause },
  )
}

/** Something that may be over in a moment, so the request may be sent again. */
export class Passing extends Error {
  /** What it is where it does not pass. */
  readonly code: RegistryErrorCode
  /** What the registry asks for before the next one. */
  readonly retryAfterMs: number | undefined

  /** The message is a clause: "answered 503". */
  constructor(
    clause: string,
    options: {
      readonly code?: RegistryErrorCode
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(clause, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Passing'
    this.code = options.code ?? 'registry-unreachable'
    this.retryAfterMs = options.retryAfterMs
  }
}
