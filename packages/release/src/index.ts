export type { Artifact, Artifacts } from './ports/artifacts.ts'
export type { Clock } from './ports/clock.ts'
export type { Notifier } from './ports/notifier.ts'
export type {
  DeploymentRecord,
  Finding,
  LogLine,
  Phase,
  Platform,
  ServiceConfiguration,
  ServiceView,
  Severity,
  Target,
  TrafficCount,
  Variables,
} from './ports/platform.ts'
export type { Probe, ProbeAnswer } from './ports/probe.ts'
export type { PlannedSetting, Secrets } from './ports/secrets.ts'
