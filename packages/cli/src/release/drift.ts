import type { Change, Plan, PlannedSetting } from '@kickai/release'
import type { Connection } from '../connection/connection.ts'

/**
 * The settings that the platform holds otherwise than the plan has them, by name: what somebody else changed, what a
 * release that was left half done set, and secrets that have another value now. Values are compared here and go no
 * further. A secret that the platform does not show may be sealed there, so only a plain setting counts as missing.
 */
export async function driftOf({ environment, platform, secrets }: Connection, plan: Plan): Promise<Change[]> {
  const perPart = await Promise.all(
    plan.parts.map(async ({ service, settings }) => {
      const [held, wanted] = await Promise.all([
        platform.variables({ environment, service }),
        Promise.all(settings.map(async (setting) => ({ setting, value: await wantedValue(setting) }))),
      ])
      const planned = new Set(settings.map(({ name }) => name))
      const named = (name: string, change: Change['change']) => ({ service, what: `setting ${name}`, change })
      return [
        ...wanted.flatMap(({ setting, value }) => {
          const now = held.get(setting.name)
          if (now === undefined) return 'value' in setting ? [named(setting.name, 'added')] : []
          return now === value ? [] : [named(setting.name, 'changed')]
        }),
        ...[...held.keys()].filter((name) => !planned.has(name)).map((name) => named(name, 'removed')),
      ]
    }),
  )
  return perPart.flat()

  async function wantedValue(setting: PlannedSetting): Promise<string | undefined> {
    return 'value' in setting ? setting.value : await secrets.resolve(setting.secret)
  }
}
