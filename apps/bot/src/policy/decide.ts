import { type ActionRule, actions } from './actions.ts'
import { type Level, type Place, reaches } from './level.ts'

/** Who asks, as the policy sees them. */
export interface PolicyAsker {
  readonly level: Level
  readonly place: Place
  /** The team that the chat belongs to, or in private the one team in which the person plays. */
  readonly team: { readonly name: string } | undefined
  /** In how many teams the register links the person to a player. */
  readonly teamCount: number
}

export type RefusalCode = 'unknown-action' | 'no-team' | 'several-teams' | 'level-too-low' | 'wrong-place'

/** Allowed; or not, with why and whom to ask. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: RefusalCode; readonly why: string; readonly ask: string }

/**
 * Decides whether somebody may do an action where they are. Every action passes here before anything else happens, and
 * what no rule allows is refused.
 */
export function decide(asker: PolicyAsker, action: string): Decision {
  if (!Object.hasOwn(actions, action)) {
    return refuse('unknown-action', 'Nobody may do that.', 'Send /help to see what you may do.')
  }
  const rule: ActionRule = actions[action as keyof typeof actions]
  if (rule.needsTeam && asker.place === 'group') {
    return refuse(
      'no-team',
      'This group belongs to no team.',
      'An admin sets it up with /setup main or /setup leadership.',
    )
  }
  if (rule.needsTeam && asker.team === undefined && asker.teamCount > 1) {
    return refuse('several-teams', 'You play for more than one team.', 'Ask in the chat of the team you mean.')
  }
  if (!reaches(asker.level, rule.level)) return refuseLevel(rule.level, asker)
  if (!rule.places.includes(asker.place)) return refusePlace(rule, asker.place)
  if (rule.needsTeam && asker.team === undefined) {
    return refuse('no-team', 'I cannot tell here which team you mean.', 'Ask in the team’s leadership chat.')
  }
  return { allowed: true }
}

function refuseLevel(needed: Level, { team }: PolicyAsker): Decision {
  const code = 'level-too-low'
  switch (needed) {
    case 'admin':
      return refuse(code, 'Only an admin may do that.', 'Ask whoever runs this bot.')
    case 'leadership':
      return refuse(
        code,
        `Only the leadership${team === undefined ? '' : ` of ${team.name}`} may do that.`,
        'Ask somebody of the leadership, or use the leadership chat.',
      )
    default:
      return refuse(
        code,
        `Only players${team === undefined ? '' : ` of ${team.name}`} may do that, and I do not know you as one.`,
        'Ask the leadership to add you, then write /start to me in private and share your number.',
      )
  }
}

function refusePlace(rule: ActionRule, place: Place): Decision {
  const code = 'wrong-place'
  if (place === 'private') return refuse(code, 'That is done in a group.', 'Send it in the group it is about.')
  if (rule.places.includes('leadership')) {
    return refuse(code, 'That does not belong in this chat.', 'Send it in the leadership chat.')
  }
  return refuse(code, 'That does not belong in a group.', 'Send it to me in private.')
}

function refuse(code: RefusalCode, why: string, ask: string): Decision {
  return { allowed: false, code, why, ask }
}
