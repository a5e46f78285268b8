export type BuildErrorCode =
  | 'build-aborted'
  | 'build-failed'
  | 'build-folder-unusable'
  | 'build-output-missing'
  | 'build-too-slow'
  | 'bundle-source-bad'
  | 'commit-unknown'
  | 'dependencies-failed'
  | 'folder-unknown'
  | 'git-failed'
  | 'git-missing'
  | 'npm-missing'

/** Why no artifact came of a commit: a stable code, a sentence, a way out, and the cause where there is one. */
export class BuildError extends Error {
  readonly code: BuildErrorCode
  readonly wayOut: string

  constructor(code: BuildErrorCode, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'BuildError'
    this.code = code
    this.wayOut = wayOut
  }
}

/** The code of an error of the operating system, such as `ENOENT`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Whether a program could not be started because there is none; a folder of the PATH that may not be read says it so, too. */
export function isNotFound(error: unknown): boolean {
  return systemCode(error) === 'ENOENT' || systemCode(error) === 'EACCES'
}
