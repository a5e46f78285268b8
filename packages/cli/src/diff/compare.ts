import type { LookedAt, LookedSetting } from './look.ts'

/**
 * How a setting stands in two environments. `shared`: it is the same and must not be. `unknown`: its value is not to be had
 * on one side.
 */
export type Relation = 'same' | 'shared' | 'different' | 'only in the first' | 'only in the second' | 'unknown'

export type ShownSetting = Pick<LookedSetting, 'kind' | 'fingerprint'>

/** One setting of one service in two environments. */
export interface ComparedSetting {
  readonly service: string
  readonly name: string
  readonly relation: Relation
  readonly first?: ShownSetting
  readonly second?: ShownSetting
}

/** Two settings that have one value between them though no two environments may. */
export interface SharedValue {
  /** Such as `web.TOKEN`. */
  readonly first: string
  readonly second: string
}

/** Compares what two environments are to have, sorted by service and name. No value is in it. Pure. */
export function compareSettings(
  first: Pick<LookedAt, 'settings'>,
  second: Pick<LookedAt, 'settings'>,
): readonly ComparedSetting[] {
  const [one, other] = [first, second].map(
    ({ settings }) => new Map(settings.map((setting) => [pathOf(setting), setting])),
  )
  const paths = [...new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])].sort()
  return paths.flatMap((path) => {
    const [here, there] = [one?.get(path), other?.get(path)]
    const named = here ?? there
    if (named === undefined) return []
    return {
      service: named.service,
      name: named.name,
      relation: relationOf(here, there),
      ...(here && { first: shown(here) }),
      ...(there && { second: shown(there) }),
    }
  })
}

/** What two environments share that they must not, also where it is called otherwise. Pure. */
export function sharedValues(first: Pick<LookedAt, 'settings'>, second: Pick<LookedAt, 'settings'>): SharedValue[] {
  return first.settings.flatMap((here) =>
    second.settings
      .filter((there) => here.mark !== undefined && here.mark === there.mark && isShared(here, there))
      .map((there) => ({ first: pathOf(here), second: pathOf(there) })),
  )
}

/** Whether an environment is not as the configuration says. What is sealed cannot be seen, which is no drift. Pure. */
export function isDrifted({ platform, repository }: Pick<LookedAt, 'platform' | 'repository'>): boolean {
  return repository.length > 0 || platform.some(({ how }) => how !== 'unseen')
}

/** Of settings with one value: that a plain word stands elsewhere as a secret says nothing. */
function isShared(here: LookedSetting, there: LookedSetting): boolean {
  if (pathOf(here) === pathOf(there)) return here.mustDiffer || there.mustDiffer
  return here.mustDiffer && there.mustDiffer
}

function relationOf(here: LookedSetting | undefined, there: LookedSetting | undefined): Relation {
  if (there === undefined) return 'only in the first'
  if (here === undefined) return 'only in the second'
  if (here.fingerprint === undefined || there.fingerprint === undefined) return 'unknown'
  if (here.fingerprint !== there.fingerprint) return 'different'
  return isShared(here, there) ? 'shared' : 'same'
}

function shown({ kind, fingerprint }: LookedSetting): ShownSetting {
  return { kind, ...(fingerprint !== undefined && { fingerprint }) }
}

function pathOf({ service, name }: Pick<LookedSetting, 'service' | 'name'>): string {
  return `${service}.${name}`
}
