import type { Attestation } from '../gates/attestation.ts'
import type { Figure, Measurement } from '../judge/watched.ts'
import type { Finding, Phase, TrafficCount, Usage } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'

/** What happened, with the time it was known (milliseconds since 1970). Everything a release's state depends on. */
export type Event = { readonly at: number } & Happening

export type Happening =
  | { readonly kind: 'start' }
  | { readonly kind: 'lease-taken'; readonly token: number }
  | { readonly kind: 'lease-refused'; readonly holder: string }
  | { readonly kind: 'lease-returned' }
  | { readonly kind: 'inspected'; readonly findings: readonly Finding[] }
  | { readonly kind: 'approved'; readonly by: string }
  | { readonly kind: 'measured'; readonly part: number; readonly measurement: Measurement }
  | { readonly kind: 'configured'; readonly part: number; readonly fingerprint: string }
  | { readonly kind: 'deployment-created'; readonly part: number; readonly deployment: string }
  | {
      readonly kind: 'deployment-seen'
      readonly part: number
      readonly deployment: string
      readonly phase: Phase
      readonly status: string
      readonly failure?: string
    }
  | { readonly kind: 'removed'; readonly part: number; readonly deployment: string }
  | { readonly kind: 'removal-refused'; readonly part: number; readonly deployment: string }
  | ({ readonly kind: 'checked'; readonly part: number } & Answers)
  | ({
      readonly kind: 'observed'
      readonly part: number
      readonly phase?: Phase
      /** The platform says that an instance is being started again. */
      readonly restarting?: boolean
      /** Users' requests since baking began, and samples of use that are newer than those before. */
      readonly traffic?: TrafficCount
      readonly usage?: Usage
      /** Figures that were asked for in vain. */
      readonly unread?: readonly Figure[]
    } & Answers)
  /** The deployment that a lost upload brought about after all, where there is one. */
  | { readonly kind: 'sought'; readonly part: number; readonly deployment?: string }
  | {
      readonly kind: 'effect-failed'
      /** The effect's kind, for people. */
      readonly effect: string
      readonly code: string
      readonly sentence: string
      /** `no`: it surely changed nothing. `unknown`: it was looked for and stays ambiguous. */
      readonly acted: 'no' | 'unknown'
    }
  | { readonly kind: 'notified' }

/** What a service said when it was asked, or what the platform says of one that nobody can ask. */
export interface Answers {
  /** Of a web service. */
  readonly health?: ProbeAnswer
  readonly smoke: readonly ProbeAnswer[]
  /** The deployments that the platform has running, asked where the service does not say which one answers. */
  readonly active?: readonly string[]
  /** Of a worker or a cron service; absent where the platform could not be asked. */
  readonly record?: Attestation
}
