export type { ErrorBudget, Hook, Hooks, Notify, Promotion } from './config/around-config.ts'
export type {
  Account,
  Bundle,
  Checks,
  Companion,
  CompanionAddress,
  Config,
  Deadlines,
  Environment,
  Lease,
  Local,
  LocalPlace,
  Objectives,
  RailwayPlace,
  Restart,
  Service,
  ServiceHere,
  Settings,
  SmokeCheck,
} from './config/config.ts'
export type { PreflightCheck, PreflightFinding, PreflightSubject } from './config/preflight-check.ts'
export type { Setting, Vault } from './config/secret-config.ts'
