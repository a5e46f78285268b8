/**
 * The club service: one process, health server and Telegram bot.
 *
 * The health server listens before anything else is even loaded, so that a platform gets an answer early; the rest is
 * imported after it.
 */
import { createHealthServer } from '@kickai/health'
import { listenPlace } from './listening.ts'

const health = createHealthServer({ deployment: process.env.RAILWAY_DEPLOYMENT_ID })
const listening = health.listen(listenPlace(process.env))
// Loading would hold up the listener. Where it could not begin to listen, `run` tells why.
await Promise.allSettled([listening])
const { run } = await import('./run.ts')
await run(health, listening)
