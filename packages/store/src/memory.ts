export { MemoryDocuments } from './memory/documents.ts'
export { type MemoryOptions, openMemoryStore } from './memory/store.ts'
