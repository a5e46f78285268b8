// npm run generate: writes the documents that come from code. `npm run check` tells when one is not current.

import { join } from 'node:path'
import { writeDocuments } from './documents/documents.ts'

const changed = await writeDocuments(join(import.meta.dirname, '..'))
console.log(changed.length > 0 ? changed.map((path) => `wrote ${path}`).join('\n') : 'All are current.')
