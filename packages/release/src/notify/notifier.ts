import type { Clock } from '../ports/clock.ts'
import type { Notice, Notifier, Undelivered } from '../ports/notifier.ts'
import type { Finding } from '../ports/platform.ts'
import type { Secrets } from '../ports/secrets.ts'
import { postingFor } from './body.ts'
import { type DeliveryTimes, deliver, usualDeliveryTimes } from './deliver.ts'
import { type Destination, nameOf, wants } from './destination.ts'

/** What the destinations need. */
export interface DestinationPorts {
  readonly secrets: Secrets
  readonly clock: Clock
  readonly times?: DeliveryTimes
}

/** Tells every destination that wants to hear of it, all at once. */
export function openNotifier(destinations: readonly Destination[], ports: DestinationPorts): Notifier {
  return {
    async notify(notice, signal) {
      const told = destinations
        .filter((destination) => wants(destination, notice))
        .map((destination) => tell(destination, notice, ports, signal))
      return (await Promise.all(told)).flat()
    },
    async inspect() {
      const found = destinations.map(async (destination): Promise<Finding[]> => {
        const place = await placeOf(destination, ports.secrets)
        if (typeof place !== 'string') return []
        return [
          {
            code: 'notice-undeliverable',
            severity: 'notice',
            sentence: `${nameOf(destination)} will not be told: ${place}`,
            wayOut: 'Set what the reference names, or take it out of "notify".',
          },
        ]
      })
      return (await Promise.all(found)).flat()
    },
  }
}

async function tell(
  destination: Destination,
  notice: Notice,
  { secrets, clock, times = usualDeliveryTimes }: DestinationPorts,
  signal: AbortSignal,
): Promise<Undelivered[]> {
  const place = await placeOf(destination, secrets)
  const sentence =
    typeof place === 'string'
      ? place
      : await deliver(place.url, postingFor(destination.kind, notice, clock.now(), place.key), times, clock, signal)
  return sentence === undefined ? [] : [{ to: nameOf(destination), sentence }]
}

/** Where a destination is, or a sentence that says why nobody knows. The address itself is in no sentence. */
async function placeOf(
  { address, key: keyReference }: Destination,
  secrets: Secrets,
): Promise<{ readonly url: URL; readonly key?: string } | string> {
  try {
    const text = await secrets.resolve(address)
    if (text === undefined) return `${address} has no value.`
    const url = URL.parse(text)
    if (url === null || !isSafe(url)) return `${address} holds no https address.`
    if (keyReference === undefined) return { url }
    const key = await secrets.resolve(keyReference)
    return key === undefined ? `${keyReference} has no value.` : { url, key }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Without encryption only to this machine. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
}

/** Several notifiers as one; one that fails leaves the others to do their work. */
export function allNotifiers(notifiers: readonly Notifier[]): Notifier {
  return {
    async notify(notice, signal) {
      return (await Promise.all(notifiers.map((each) => each.notify(notice, signal)))).flat()
    },
    async inspect() {
      return (await Promise.all(notifiers.map((each) => each.inspect?.() ?? []))).flat()
    },
  }
}
