import type { Permission } from '../ports/permission.ts'
import type { Ports } from '../runner/ports.ts'

/** A deployer that is stopped just after it was allowed to send one of its changes, and sends it when it wakes up. */
export interface PausedHolder {
  readonly ports: Ports
  /** Resolves when it stands still. */
  readonly stopped: Promise<void>
  wake(): void
}

type Change = 'configure' | 'upload' | 'restore'

/** `nth` of its calls of `change`, counted from 1. */
export function pausedHolder(ports: Ports, change: Change, nth = 1): PausedHolder {
  let wake = () => {}
  let stop = () => {}
  const woken = new Promise<void>((resolve) => {
    wake = resolve
  })
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  let calls = 0
  let still = false
  const { clock, platform } = ports

  /** Asks for the permit as an adapter does, and is stopped before it looks at it. */
  const beforeSending = async (permission: Permission | undefined): Promise<void> => {
    await permission?.(0)
    calls += 1
    if (calls !== nth) return
    still = true
    stop()
    await woken
    still = false
  }

  const slept: Ports['clock'] = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    async sleep(ms, signal) {
      await clock.sleep(ms, signal)
      if (still) await woken
    },
  }
  const late = new Proxy(platform, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name !== change) return value.bind(target)
      return async (...parameters: unknown[]) => {
        await beforeSending(parameters.find(isPermission))
        return await value.apply(
          target,
          parameters.map((parameter) => (isPermission(parameter) ? undefined : parameter)),
        )
      }
    },
  })
  return { ports: { ...ports, clock: slept, platform: late }, stopped, wake }
}

/** The only function among what a change takes. */
function isPermission(parameter: unknown): parameter is Permission {
  return typeof parameter === 'function'
}
