import type { DescribedError } from '../error/described.ts'

/** The version of every JSON document that a command prints. It changes when a field changes its meaning or goes. */
const schemaVersion = 1

/** One document, as `--json` prints it. */
export function document(fields: object): string {
  return `${JSON.stringify({ schemaVersion, ...fields }, undefined, 2)}\n`
}

/** The document of a command that failed before it had a result. */
export function errorDocument(error: DescribedError): string {
  const { code, message, wayOut, problems, causes } = error
  return document({
    error: { code, message, wayOut, ...(problems.length > 0 && { problems }), ...(causes.length > 0 && { causes }) },
  })
}
