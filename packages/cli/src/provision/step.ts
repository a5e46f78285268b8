import type { ChangeSet, ServiceSettingsInput } from '@kickai/railway'

/** One value that is set: its name with what it was and becomes. */
export interface SettingChange {
  readonly name: string
  readonly from?: string
  readonly to: string
}

/** One change on the platform. */
export type Step = { readonly environment: string } & (
  | { readonly do: 'make project'; readonly name: string; readonly first: string }
  | { readonly do: 'make environment'; readonly name: string }
  | { readonly do: 'make service'; readonly service: string }
  | {
      readonly do: 'set service'
      readonly service: string
      readonly changes: readonly SettingChange[]
      readonly input: ServiceSettingsInput
    }
  | {
      readonly do: 'set limits'
      readonly service: string
      readonly changes: readonly SettingChange[]
      readonly limits: { readonly processors?: number; readonly memoryGigabytes?: number }
    }
  /** One that the project has in another environment. */
  | { readonly do: 'add service'; readonly service: string }
  /** Everything of the environment that differs from its declaration, as one change. */
  | {
      readonly do: 'apply declaration'
      readonly changes: readonly SettingChange[]
      readonly changeSet: ChangeSet
      /** The mark of the state that it was planned for; absent where steps before this one change that. */
      readonly etag?: string
    }
  | { readonly do: 'make address'; readonly service: string }
  | { readonly do: 'switch automatic deploys off'; readonly service: string }
  /** One whose value never arrived, so that nobody holds it. */
  | { readonly do: 'remove lost token'; readonly id: string; readonly name: string }
  | { readonly do: 'make token'; readonly keptIn: string }
  | { readonly do: 'remove service'; readonly service: string; readonly id: string }
)

export interface ProvisionPlan {
  /** In the order in which they are made. */
  readonly steps: readonly Step[]
  /** Steps that remove something and were not confirmed. */
  readonly held: readonly Step[]
  /** What the reader should know, as sentences. */
  readonly notes: readonly string[]
}
