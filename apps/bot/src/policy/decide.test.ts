import fastCheck from 'fast-check'
import { expect, test } from 'vitest'
import { type Action, actions } from './actions.ts'
import { decide, type PolicyAsker } from './decide.ts'
import { type Level, levelOf, levels, type Place, places } from './level.ts'

const team = { name: 'Oakhill' }
const asker = (level: Level, place: Place): PolicyAsker => ({
  level,
  place,
  team: place === 'group' ? undefined : team,
  teamCount: place === 'group' ? 0 : 1,
})

/** Where each level may do each action: p in private, m in the main chat, l in leadership, g in an unknown group. */
const table: Record<Action, Record<Level, string>> = {
  start: { public: 'pmlg', player: 'pmlg', leadership: 'pmlg', admin: 'pmlg' },
  help: { public: 'pmlg', player: 'pmlg', leadership: 'pmlg', admin: 'pmlg' },
  ping: { public: 'pmlg', player: 'pmlg', leadership: 'pmlg', admin: 'pmlg' },
  version: { public: 'pmlg', player: 'pmlg', leadership: 'pmlg', admin: 'pmlg' },
  'share-contact': { public: 'p', player: 'p', leadership: 'p', admin: 'p' },
  'set-up': { public: '', player: '', leadership: '', admin: 'mlg' },
  'add-player': { public: '', player: '', leadership: 'pl', admin: 'pl' },
  'list-players': { public: '', player: 'pml', leadership: 'pml', admin: 'pml' },
  'create-match': { public: '', player: '', leadership: 'pml', admin: 'pml' },
  'list-matches': { public: '', player: 'pml', leadership: 'pml', admin: 'pml' },
  'answer-availability': { public: '', player: 'pml', leadership: 'pml', admin: 'pml' },
  'see-availability': { public: '', player: '', leadership: 'pml', admin: 'pml' },
}

test('the table covers every action', () => {
  expect(Object.keys(table)).toEqual(Object.keys(actions))
})

test.each(
  (Object.keys(table) as Action[]).flatMap((action) =>
    levels.map((level) => [action, level, table[action][level]] as const),
  ),
)('%s by %s is allowed in "%s" only', (action, level, allowed) => {
  const where = places.filter((place) => decide(asker(level, place), action).allowed).map((place) => place[0])
  expect(where.join('')).toBe(allowed)
})

test('what no rule names is refused to everybody, everywhere', () => {
  fastCheck.assert(
    fastCheck.property(
      fastCheck.oneof(
        fastCheck.string(),
        fastCheck.constantFrom('constructor', '__proto__', 'toString', 'Start', 'start '),
      ),
      fastCheck.constantFrom(...levels),
      fastCheck.constantFrom(...places),
      (action, level, place) => {
        fastCheck.pre(!Object.hasOwn(actions, action))
        expect(decide(asker(level, place), action)).toMatchObject({ allowed: false, code: 'unknown-action' })
      },
    ),
  )
})

test('every refusal says why and whom to ask', () => {
  for (const action of Object.keys(actions)) {
    for (const level of levels) {
      for (const place of places) {
        const decision = decide(asker(level, place), action)
        if (decision.allowed) continue
        expect(decision.why).toMatch(/\.$/)
        expect(decision.ask).toMatch(/\.$/)
      }
    }
  }
})

test('somebody who plays for two teams is asked to say which by going to its chat', () => {
  const decision = decide({ level: 'public', place: 'private', team: undefined, teamCount: 2 }, 'list-matches')
  expect(decision).toMatchObject({ allowed: false, code: 'several-teams' })
})

test.each<[number, Place, boolean, Level]>([
  [1, 'private', false, 'admin'],
  [1, 'main', true, 'admin'],
  [2, 'leadership', false, 'leadership'],
  [2, 'leadership', true, 'leadership'],
  [2, 'main', true, 'player'],
  [2, 'private', true, 'player'],
  [2, 'main', false, 'public'],
  [2, 'group', false, 'public'],
])('user %i in %s, a player: %s, is %s', (userId, place, isPlayer, level) => {
  expect(levelOf({ userId, place, isPlayer, adminIds: [1] })).toBe(level)
})
