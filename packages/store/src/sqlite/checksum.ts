import { crc32 } from 'node:zlib'

/**
 * CRC-32 of a document as it lies in its row, its place and version with it, so that bytes that a disk or a program
 * changed are seen before anything is answered from them. It finds accidents; it is no proof against an attacker.
 */
export function checksumOf(collection: string, id: string, version: number, json: string): number {
  return crc32(`${collection}\0${id}\0${version}\0${json}`)
}
