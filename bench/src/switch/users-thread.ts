// The users' thread: lets users come as it is told, and gives their books to whoever asks.
import { setPriority } from 'node:os'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type Kind, type Load, startTraffic } from '@kickai/traffic'

/** What the thread is started with. `niceness` is the thread's own, as the system counts it. */
export type UsersOrder = {
  url: string
  kinds: Partial<Record<Kind, Load>>
  maxSeconds: number
  niceness: number
}

/** The books as they are now, or once all users have ended. */
export type UsersQuestion = { what: 'books' | 'stop'; answerTo: MessagePort }

const { niceness, ...options } = workerData as UsersOrder
// Of the calling thread alone, on Linux.
setPriority(niceness)
const traffic = startTraffic(options)
parentPort?.on('message', async ({ what, answerTo }: UsersQuestion) => {
  answerTo.postMessage(what === 'books' ? traffic.books() : await traffic.stop())
})
