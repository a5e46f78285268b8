import type { Attestation } from '../gates/attestation.ts'
import type { Figure, Measurement } from '../judge/watched.ts'
import type { HookTime } from '../plan/hook.ts'
import type { Undelivered } from '../ports/notifier.ts'
import type { Finding, Phase, TrafficCount, Usage } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import type { SettingDifference } from '../settings/compare.ts'
import type { Survey } from '../settings/survey.ts'
import type { Reason } from './state.ts'

/** What happened, with the time it was known (milliseconds since 1970). Everything a release's state depends on. */
export type Event = { readonly at: number } & Happening

export type Happening =
  | { readonly kind: 'start' }
  | { readonly kind: 'lease-taken'; readonly token: number }
  | { readonly kind: 'lease-refused'; readonly holder: string }
  | { readonly kind: 'lease-returned' }
  | {
      readonly kind: 'inspected'
      readonly findings: readonly Finding[]
      /** What was seen of each part; earlier versions did not tell. */
      readonly standings?: readonly Standing[]
      /** Where a person is asked: what it was inspected against, by part, so that a change meanwhile is seen. */
      readonly against?: readonly Against[]
    }
  /** `stale` says what of the plan is no longer so; then the approval counts for nothing. */
  | { readonly kind: 'approved'; readonly by: string; readonly stale?: Reason }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string }
  /** Somebody looked when the time for an approval was over. */
  | { readonly kind: 'approval-expired' }
  | {
      readonly kind: 'hook-ended'
      readonly time: HookTime
      readonly index: number
      readonly outcome: HookOutcome
      /** Such as `code 1`. */
      readonly how: string
      readonly tookMs: number
    }
  | { readonly kind: 'measured'; readonly part: number; readonly measurement: Measurement }
  /** What there was before anything changed, seen right before the first change. */
  | {
      readonly kind: 'surveyed'
      readonly part: number
      readonly survey: Survey
      readonly etag?: string
      readonly foreign?: ForeignDeployment
    }
  /** With the configuration's etag as it was right before and right after. */
  | {
      readonly kind: 'configured'
      readonly part: number
      readonly fingerprint: string
      readonly etags?: { readonly before?: string; readonly after?: string }
      /** The image that the service is still set to, although it was to be taken off. */
      readonly imageLeft?: string
    }
  /** How what the platform holds differs from what there is to be after going back. */
  | {
      readonly kind: 'settings-seen'
      readonly part: number
      readonly differences: readonly SettingDifference[]
      /** Secrets that keep the value which the release brought, because nobody has their former one. */
      readonly kept?: readonly string[]
      readonly foreign?: ForeignDeployment
    }
  | { readonly kind: 'deployment-created'; readonly part: number; readonly deployment: string }
  | {
      readonly kind: 'deployment-seen'
      readonly part: number
      readonly deployment: string
      readonly phase: Phase
      readonly status: string
      readonly failure?: string
      readonly foreign?: ForeignDeployment
    }
  | { readonly kind: 'removed'; readonly part: number; readonly deployment: string }
  | { readonly kind: 'removal-refused'; readonly part: number; readonly deployment: string }
  | ({ readonly kind: 'checked'; readonly part: number } & Answers)
  | ({
      readonly kind: 'observed'
      readonly part: number
      /** When the look was begun, where it took time: nothing that it found is newer. Milliseconds since 1970. */
      readonly begunAt?: number
      readonly phase?: Phase
      readonly etag?: string
      /** The platform says that an instance is being started again. */
      readonly restarting?: boolean
      /** Users' requests since baking began, and samples of use that are newer than those before. */
      readonly traffic?: TrafficCount
      readonly usage?: Usage
      /** Figures that were asked for in vain. */
      readonly unread?: readonly Figure[]
    } & Answers)
  /** The deployment that a lost upload brought about after all, where there is one, and how far it has come. */
  | { readonly kind: 'sought'; readonly part: number; readonly deployment?: string; readonly phase?: Phase }
  | {
      readonly kind: 'effect-failed'
      /** The effect's kind, for people. */
      readonly effect: string
      readonly code: string
      readonly sentence: string
      /** `no`: it surely changed nothing. `unknown`: it was looked for and stays ambiguous. */
      readonly acted: 'no' | 'unknown'
      /**
       * Of a call that is to bring the old one back: it was looked for as long as it could take, and there is nothing that it
       * made. These are the deployments that there were before it was sent.
       */
      readonly known?: readonly string[]
    }
  /** The journal could not be written any more while the release had traffic; what followed was kept apart from it. */
  | { readonly kind: 'journal-lost'; readonly sentence: string }
  /** After the end: what a former holder of the lease did too late was put right, and this deployment serves now. */
  | { readonly kind: 'put-right'; readonly part: number; readonly deployment: string; readonly sentence: string }
  /** `undelivered` are those who could not be told. */
  | { readonly kind: 'notified'; readonly about?: 'awaiting approval'; readonly undelivered?: readonly Undelivered[] }

export type HookOutcome = 'done' | 'failed' | 'too slow'

/** Keyed fingerprints of the settings that a service has, and of those that it is to get. */
export interface Against {
  readonly held: string
  readonly wanted: string
}

/** What a service said when it was asked, or what the platform says of one that nobody can ask. */
export interface Answers {
  /** Of a web service. */
  readonly health?: ProbeAnswer
  readonly smoke: readonly ProbeAnswer[]
  /** The deployments that the platform has running, asked where the service does not say which one answers. */
  readonly active?: readonly string[]
  /** Of a worker or a cron service; absent where the platform could not be asked. */
  readonly record?: Attestation
  /** Whether the process proved that it has the settings it should; `none`: it told no fingerprint. */
  readonly settings?: 'same' | 'other' | 'none'
  readonly foreign?: ForeignDeployment
}

/** A deployment that appeared while a release was carried out, and that this release did not start. */
export interface ForeignDeployment {
  readonly deployment: string
  readonly status: string
  /** It runs the image of the old one, of which a call that was given up may have made it. */
  readonly copy?: true
}

/** What preflight saw of a service, for what moves afterwards to be told from it. */
export interface Standing {
  readonly deployments: readonly string[]
  readonly etag?: string
  /** A command ran before its deployment, which going back does not undo. */
  readonly migrates?: true
  /** What the service was set to run. */
  readonly image?: string
}
