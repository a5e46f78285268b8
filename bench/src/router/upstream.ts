// What every proxy stands before: `node upstream.ts` prints its port. It answers each request head with the same bytes
// and looks at nothing, so that it costs as little as a program can and the same for all.
import { type AddressInfo, createServer } from 'node:net'

const body = '{"service":"upstream","deployment":"one"}\n'
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
)
const END = Buffer.from('\r\n\r\n')

const server = createServer({ noDelay: true }, (socket) => {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    let text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = text.indexOf(END); end !== -1; end = text.indexOf(END)) {
      socket.write(answer)
      text = text.subarray(end + END.length)
    }
    rest = Buffer.from(text)
  })
  socket.on('error', () => socket.destroy())
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
