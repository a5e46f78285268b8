export { directoryArtifacts } from './artifacts/directory.ts'
export { systemClock } from './clock/system-clock.ts'
export { exitCodes } from './exit-code.ts'
export { type ExpectedIdentity, identityOf, identitySuffices } from './gates/identity.ts'
export { asLiveRelease, type Current, currentOf, type LivePart, type LiveRelease } from './journal/current.ts'
export type { Entry, EntryBody } from './journal/entry.ts'
export { type Fingerprints, openFingerprints } from './journal/fingerprint.ts'
export { halfDoneRelease } from './journal/half-done.ts'
export { type Journal, openIntent, openJournal, type ReleaseHead, replay } from './journal/journal.ts'
export { emptyHistogram, histogramOf, mergeHistograms, quantileOf } from './judge/histogram.ts'
export { type Judgement, judge, type Sight } from './judge/judge.ts'
export type { Remark, Weight } from './judge/remark.ts'
export { compareRanks, tiesOf } from './judge/statistics/ranks.ts'
export { type Measurement, noProbes, nothingWatched, type Probes, type Watched, withProbe } from './judge/watched.ts'
export { defaultLeaseTimes, type Lease, type LeaseRefused, type LeaseTimes, takeLease } from './lease/lease.ts'
export { apply } from './machine/apply.ts'
export type { Effect } from './machine/effect.ts'
export type { Event } from './machine/event.ts'
export { next, step } from './machine/next.ts'
export { remarksOf } from './machine/remarks.ts'
export {
  type BackStep,
  initial,
  mayHaveChanged,
  type PartState,
  type Reason,
  type ReleaseState,
  type StateName,
  stateNames,
  type Verdict,
} from './machine/state.ts'
export { type Change, changesOf, type Desired, type DesiredPart, makePlan, type Observed } from './plan/make-plan.ts'
export type { Before, PartPlan, Plan, ReleaseKind } from './plan/plan.ts'
export {
  type Comparison,
  defaultComparison,
  defaultObjectives,
  defaultPolicy,
  type IdentityGrade,
  type Objectives,
  type Policy,
  type SmokeCheck,
} from './plan/policy.ts'
export { releaseId } from './plan/release-id.ts'
export type { Artifact, Artifacts } from './ports/artifacts.ts'
export type { Clock } from './ports/clock.ts'
export type { Notifier } from './ports/notifier.ts'
export type {
  DeploymentRecord,
  Finding,
  Histogram,
  LogLine,
  Phase,
  Platform,
  ServiceConfiguration,
  ServiceView,
  Severity,
  Target,
  TrafficCount,
  Usage,
  UsageSample,
  Variables,
} from './ports/platform.ts'
export type { Probe, ProbeAnswer } from './ports/probe.ts'
export type { PlannedSetting, Secrets } from './ports/secrets.ts'
export { httpProbe, type Look, lookAt, probeAgent } from './probe/http-probe.ts'
export { ReleaseError } from './release-error.ts'
export type { Ports } from './runner/ports.ts'
export { type RunOptions, run } from './runner/run.ts'
export { normal, type Random, seededRandom } from './simulation/random.ts'
