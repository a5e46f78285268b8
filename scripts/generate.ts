// npm run generate: writes the documents that come from code. `npm run check` tells when one is not current.

import { join } from 'node:path'
import { writeDocuments } from './documents/documents.ts'
import { writeSections } from './documents/section.ts'
import { sections } from './documents/sections.ts'

const root = join(import.meta.dirname, '..')
const changed = [...(await writeDocuments(root)), ...(await writeSections(root, sections))]
console.log(changed.length > 0 ? changed.map((path) => `wrote ${path}`).join('\n') : 'All are current.')
