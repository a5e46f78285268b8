export { cachedArtifacts } from './artifacts/cached.ts'
export { directoryArtifacts } from './artifacts/directory.ts'
export { pruneArtifacts } from './artifacts/prune.ts'
export type { RegistryCredentials } from './artifacts/registry/credentials.ts'
export { type ImageName, parseImage, resolveImage } from './artifacts/registry/image.ts'
export { parseRegistry, type RegistryPlace } from './artifacts/registry/reference.ts'
export { registryArtifacts } from './artifacts/registry/registry.ts'
export { systemClock } from './clock/system-clock.ts'
export { exitCodes } from './exit-code.ts'
export { attestationOf, imageDigestOf } from './gates/attestation.ts'
export { checkRecord } from './gates/check-record.ts'
export { type ExpectedIdentity, identityOf, identitySuffices } from './gates/identity.ts'
export { isLoopback } from './http/loopback.ts'
export { retryAfterMs } from './http/retry-after.ts'
export { asLiveRelease, type Current, currentOf, type LivePart, type LiveRelease } from './journal/current.ts'
export type { Entry, EntryBody } from './journal/entry.ts'
export { type EnvironmentEvent, environmentEvents } from './journal/environment-events.ts'
export { type Fingerprints, openFingerprints, passingFingerprints } from './journal/fingerprint.ts'
export { halfDoneRelease } from './journal/half-done.ts'
export { type Journal, openIntent, openJournal, type ReleaseHead, replay } from './journal/journal.ts'
export { type Foreign, foreignOn } from './journal/own-deployments.ts'
export { type Recognised, recognise } from './journal/rebuild.ts'
export { emptyHistogram, histogramOf, mergeHistograms, quantileOf } from './judge/histogram.ts'
export { type Judgement, judge, type Sight } from './judge/judge.ts'
export type { Remark, Weight } from './judge/remark.ts'
export { compareRanks, tiesOf } from './judge/statistics/ranks.ts'
export { type Measurement, noProbes, nothingWatched, type Probes, type Watched, withProbe } from './judge/watched.ts'
export { type Former, type Lease, type LeaseRefused, takeLease } from './lease/lease.ts'
export { defaultLeaseTimes, type LeaseTimes, requestLimitMs } from './lease/times.ts'
export { type Unlocked, unlock } from './lease/unlock.ts'
export { apply } from './machine/apply.ts'
export { approvalUntil } from './machine/approval.ts'
export type { Effect } from './machine/effect.ts'
export type { Event } from './machine/event.ts'
export { hookOf, sentenceOf as hookSentence } from './machine/hooks.ts'
export { next, step } from './machine/next.ts'
export { noticedIn, remarksOf } from './machine/remarks.ts'
export {
  type BackStep,
  type HookRun,
  initial,
  mayHaveChanged,
  type PartState,
  type Reason,
  type ReleaseState,
  type StateName,
  stateNames,
  type Verdict,
} from './machine/state.ts'
export { emptyTally, sumTallies } from './metrics/add.ts'
export {
  type Definition,
  definitions,
  type FigureName,
  sources,
  type Target as FigureTarget,
} from './metrics/definitions.ts'
export { type Figures, type FigureValue, figuresOf } from './metrics/figures.ts'
export { type Days, foldJournal } from './metrics/fold.ts'
export { readTallies } from './metrics/kept.ts'
export type { Observation } from './metrics/observation.ts'
export { lastObserved, longestCoverMs, recordObservation } from './metrics/observations.ts'
export type { ServiceTally, Tally } from './metrics/tally.ts'
export { dayOf } from './metrics/tally-release.ts'
export { type Destination, usualOccasions } from './notify/destination.ts'
export { allNotifiers, openNotifier } from './notify/notifier.ts'
export { type ErrorBudget, errorBudgetRule, firstDayOf, type Watched as WatchedService } from './plan/error-budget.ts'
export type { Hook, Hooks, HookTime } from './plan/hook.ts'
export { type Change, changesOf, type Desired, type DesiredPart, makePlan, type Observed } from './plan/make-plan.ts'
export { type Before, type LeftService, type PartPlan, type Plan, type ReleaseKind, smokeOf } from './plan/plan.ts'
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
export type { Promotion, PromotionRule, PromotionRuleName } from './plan/promotion.ts'
export { brokenRules } from './plan/promotion.ts'
export { plannedAfter, releaseId } from './plan/release-id.ts'
export { isRotation, type RotatedSecret, rotatedSecrets } from './plan/rotation.ts'
export type { Artifact, Artifacts } from './ports/artifacts.ts'
export type { Clock } from './ports/clock.ts'
export type { HookEnd, HookRunner } from './ports/hooks.ts'
export type { Notice, Notifier, Occasion, Undelivered } from './ports/notifier.ts'
export type { Permission, Permit } from './ports/permission.ts'
export {
  type DeploymentRecord,
  type Execution,
  type Finding,
  type HeldSettings,
  type Histogram,
  kindOf,
  type LogLine,
  type Phase,
  type PlannedChange,
  type Platform,
  type ServiceConfiguration,
  type ServiceKind,
  type ServiceView,
  type Severity,
  type Target,
  type TrafficCount,
  type Usage,
  type UsageSample,
  type Variables,
} from './ports/platform.ts'
export type { Probe, ProbeAnswer } from './ports/probe.ts'
export type { PlannedSecret, PlannedSetting, Secrets } from './ports/secrets.ts'
export type { Spool, Spooled } from './ports/spool.ts'
export { httpProbe, type Look, lookAt, probeAgent } from './probe/http-probe.ts'
export { isRunning, ownProcess, type ProcessRecord, processRecord } from './process/process-record.ts'
export { type HolderProcess, type Processes, processesHere } from './process/this-process.ts'
export { ReleaseError } from './release-error.ts'
export { type Decision, decide } from './runner/decide.ts'
export { diagnose } from './runner/diagnose.ts'
export { keptFindings } from './runner/inspect.ts'
export { lookBack } from './runner/look-back.ts'
export type { Ports, ServiceChecks } from './runner/ports.ts'
export { promotionWayOut } from './runner/promotion-findings.ts'
export { putRight } from './runner/put-right.ts'
export { type RunOptions, run } from './runner/run.ts'
export { inWords, type SettingDifference, settingDifferences } from './settings/compare.ts'
export { type SettingChange, settingChanges, withoutVersions, withVersions } from './settings/versions.ts'
export { type SettingsProof, type WantedSettings, wantedSettings } from './settings/wanted.ts'
export { normal, type Random, seededRandom } from './simulation/random.ts'
export { directorySpool } from './spool/directory.ts'
export { type Merged, mergeSpool } from './spool/merge.ts'
