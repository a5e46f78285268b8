import { ClubError } from './error.ts'

export const positions = ['goalkeeper', 'defender', 'midfielder', 'forward'] as const
export type Position = (typeof positions)[number]

/** What people call the positions, without spaces and hyphens. */
const names: Readonly<Record<Position, readonly string[]>> = {
  goalkeeper: ['goalkeeper', 'goalie', 'keeper', 'gk'],
  defender: [
    'defender',
    'defence',
    'back',
    'centreback',
    'centrehalf',
    'fullback',
    'leftback',
    'rightback',
    'wingback',
    'sweeper',
    'cb',
    'lb',
    'rb',
    'df',
  ],
  midfielder: [
    'midfielder',
    'midfield',
    'mid',
    'centremid',
    'centremidfield',
    'leftmid',
    'rightmid',
    'holdingmid',
    'cm',
    'dm',
    'am',
    'mf',
  ],
  forward: [
    'forward',
    'striker',
    'winger',
    'centreforward',
    'attacker',
    'leftwing',
    'rightwing',
    'upfront',
    'cf',
    'st',
    'lw',
    'rw',
    'fw',
  ],
}

/** The position that a person means; American spelling too. Throws `bad-position`. */
export function readPosition(text: string): Position {
  const plain = text.toLowerCase().replace(/[\s-]/g, '').replace('center', 'centre')
  const found = positions.find((position) => names[position].includes(plain))
  if (found !== undefined) return found
  throw new ClubError('bad-position', 'I do not know that position.', `Use one of ${positions.join(', ')}.`)
}
