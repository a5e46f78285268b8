/** A value that must not be printed: as it is, or in an object that gives it away only when it is asked. */
export type Secret = string | { reveal(): string }

/** The value itself, for the one place that needs it. */
export function revealed(secret: Secret): string {
  return typeof secret === 'string' ? secret : secret.reveal()
}
