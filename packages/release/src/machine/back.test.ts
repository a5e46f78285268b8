import { describe, expect, it } from 'vitest'
import { makePlan } from '../plan/make-plan.ts'
import { defaultPolicy } from '../plan/policy.ts'
import { configuration } from '../simulation/simulated-release.ts'
import { apply } from './apply.ts'
import type { Happening } from './event.ts'
import { next } from './next.ts'
import { noticedIn } from './remarks.ts'
import { initial, type ReleaseState } from './state.ts'

const artifact = { kind: 'bundle', digest: 'new' } as const
const parts = ['web', 'api'].map((service) => ({ service, configuration, settings: [] }))
const plan = makePlan(
  { release: 'rel_new', kind: 'deploy', environment: 'testing', artifact, parts, policy: defaultPolicy, plannedAt: 0 },
  {
    views: new Map(),
    live: {
      release: 'rel_old',
      artifact: { kind: 'bundle', digest: 'old' },
      liveAt: 0,
      parts: parts.map((part) => ({ ...part, deployment: `${part.service}-old` })),
    },
  },
)

function fold(happenings: readonly Happening[], from: ReleaseState = initial(plan)): ReleaseState {
  return happenings.reduce((state, happening) => apply(state, { at: state.enteredAt + 10, ...happening }), from)
}

const answer = (deployment: string, status = 200) => {
  const digest = deployment.endsWith('new') ? 'new' : 'old'
  return { health: { status, latencyMs: 1, deployment, digest }, smoke: [] }
}
const checked = (part: number, deployment: string, status?: number): Happening => ({
  kind: 'checked',
  part,
  ...answer(deployment, status),
})
const configured = (part: number): Happening => ({ kind: 'configured', part, fingerprint: 'f' })
const created = (part: number, deployment: string): Happening => ({ kind: 'deployment-created', part, deployment })
const serving = (part: number, deployment: string): Happening => ({
  kind: 'deployment-seen',
  part,
  deployment,
  phase: 'serving',
  status: 'SUCCESS',
})

const untilCreated: Happening[] = [
  { kind: 'start' },
  { kind: 'lease-taken', token: 1 },
  { kind: 'inspected', findings: [], standings: [{ deployments: [] }, { deployments: [] }] },
  configured(0),
  created(0, 'web-new'),
]
const goesBack = [...untilCreated, serving(0, 'web-new'), ...Array(3).fill(checked(0, 'web-new', 500))]
const verified = [...untilCreated, serving(0, 'web-new'), ...Array(3).fill(checked(0, 'web-new'))]

describe('going back', () => {
  it('sends the artifact where the old image is gone, though that of the release had been gone too', () => {
    const back = fold([...goesBack, configured(0)])
    expect(next(back)).toMatchObject({ kind: 'restore', side: 'old' })
    const cold = { ...back, parts: back.parts.map((part) => ({ ...part, cold: true })) }
    const gone = {
      kind: 'effect-failed',
      effect: 'restore',
      code: 'image-gone',
      sentence: 'Gone.',
      acted: 'no',
    } as const
    expect(next(fold([gone], cold))).toMatchObject({ kind: 'upload', side: 'old' })
  })

  it('begins at once when it is decided', () => {
    const state = fold(goesBack)
    expect(next(state)).toMatchObject({ kind: 'configure', side: 'old', notBefore: state.enteredAt })
  })

  it('sends the artifact once more where it has to bring back anew what the platform no longer keeps', () => {
    const refused: Happening = {
      kind: 'effect-failed',
      effect: 'restore',
      code: 'image-gone',
      sentence: 'The image is gone.',
      acted: 'no',
    }
    const others: Happening = { kind: 'checked', part: 0, ...answer('web-back'), settings: 'other' }
    const state = fold([
      ...goesBack,
      configured(0),
      refused,
      created(0, 'web-back'),
      serving(0, 'web-back'),
      ...Array(3).fill(others),
      configured(0),
    ])
    expect(next(state)).toMatchObject({ kind: 'upload', side: 'old' })
  })

  it('takes away its own deployment too, which may still come, where another one came in between', () => {
    const state = fold([
      ...untilCreated,
      {
        kind: 'deployment-seen',
        part: 0,
        deployment: 'web-new',
        phase: 'blocked',
        status: 'NEEDS_APPROVAL',
        foreign: { deployment: 'theirs', status: 'SUCCESS' },
      },
    ])
    expect(state.back.map(({ step }) => step)).toEqual([
      'configure',
      'restore',
      'follow',
      'remove',
      'check',
      'see-settings',
    ])
  })

  it('without a journal begins with what has traffic, and undoes what may have been half done', () => {
    const lost: Happening = { kind: 'journal-lost', sentence: 'It is gone.' }
    const during = fold([...verified, lost])
    expect(during.back.map(({ part, step }) => `${part} ${step}`)).toEqual([
      '0 configure',
      '0 restore',
      '0 follow',
      '0 check',
      '0 see-settings',
      '1 configure',
      '1 check',
      '1 see-settings',
    ])
  })
})

it('tells people of what an earlier holder of the lease did too late and nobody could put right', () => {
  const failed: Happening = {
    kind: 'effect-failed',
    effect: 'look for strays',
    code: 'not-put-right',
    sentence: 'It still runs.',
    acted: 'unknown',
  }
  const ended: ReleaseState = { ...fold(verified), state: 'live', verdict: 'live' }
  const after = fold([failed], ended)
  expect(after.verdict).toBe('live')
  expect(noticedIn(after)).toMatchObject([
    { code: 'strays-not-put-right', sentence: expect.stringContaining('It still runs.') },
  ])
})
