import { Transform } from 'node:stream'
import { Refusal } from '../errors.ts'

/** Passes bytes on and refuses (413) as soon as there were more than `limit`. */
export function counted(limit: number, complaint: string): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limit) done(new Refusal(`${complaint}: more than ${limit} bytes`, 413))
      else done(null, chunk)
    },
  })
}
