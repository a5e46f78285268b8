// WebSocket frames by hand, as far as short text messages need them.

/** A whole WebSocket frame from a client, or undefined while it is not there yet. */
export function readFrame(bytes) {
  if (bytes.length < 2) return undefined
  const isWhole = (bytes[0] & 0x80) !== 0
  const isMasked = (bytes[1] & 0x80) !== 0
  let length = bytes[1] & 0x7f
  let at = 2
  if (length === 126) {
    if (bytes.length < 4) return undefined
    length = bytes.readUInt16BE(2)
    at = 4
  }
  // Messages here are a few bytes: one in parts, one longer than 64 KiB or one not masked is refused.
  if (!isWhole || !isMasked || (bytes[1] & 0x7f) === 127) return { opcode: -1, payload: bytes, size: bytes.length }
  if (bytes.length < at + 4 + length) return undefined
  const mask = bytes.subarray(at, at + 4)
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length))
  for (let index = 0; index < payload.length; index += 1) payload[index] ^= mask[index % 4]
  return { opcode: bytes[0] & 0x0f, payload, size: at + 4 + length }
}

/** A frame from the server; payloads here are shorter than 64 KiB. */
export function frame(opcode, payload) {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff])
  return Buffer.concat([head, payload])
}
