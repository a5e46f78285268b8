import type { Store } from '@kickai/store'
import type { Ports } from '../runner/ports.ts'

/** When a process dies: at which of its calls to the outside, counted from 0, and whether that call still acts. */
export interface Death {
  readonly atCall: number
  readonly afterActing: boolean
}

/**
 * Ports of a process that dies at one of its calls: that call and every later one fail, as if nobody were there any
 * more to hear the answer. `died` tells whether it came to that, and `signal` ends what a dead process would still wait for.
 */
export function mortalPorts(
  ports: Ports,
  death: Death,
): { readonly ports: Ports; readonly died: () => boolean; readonly signal: AbortSignal } {
  const end = new AbortController()
  let calls = 0

  function mortal<Port extends object>(port: Port, methods: readonly (keyof Port)[]): Port {
    return new Proxy(port, {
      get(target, name) {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        const call = value.bind(target)
        if (!methods.includes(name as keyof Port)) return call
        return async (...parameters: unknown[]) => {
          if (end.signal.aborted) throw new Error('the process is dead')
          if (calls++ !== death.atCall) return await call(...parameters)
          if (death.afterActing) await call(...parameters)
          end.abort('died')
          throw new Error('the process died')
        }
      },
    })
  }

  const store = mortal<Store>(ports.store, ['transaction'])
  const platform = mortal(ports.platform, [
    'configure',
    'upload',
    'deployImage',
    'restore',
    'remove',
    'view',
    'heldSettings',
  ])
  const probe = mortal(ports.probe, ['ask'])
  return { ports: { ...ports, store, platform, probe }, died: () => end.signal.aborted, signal: end.signal }
}
