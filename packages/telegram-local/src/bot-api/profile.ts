import { botProfile } from '../state/bots.ts'
import { method } from './method.ts'
import { nothing } from './parameters.ts'

export const getMe = method('getMe')(nothing, ({ world, bot }) => botProfile(world.database, bot))

/** Names and descriptions are taken and not kept: nothing here shows them. */
const accept = () => true as const

export const setMyName = method('setMyName')(nothing, accept)
export const setMyDescription = method('setMyDescription')(nothing, accept)
export const setMyShortDescription = method('setMyShortDescription')(nothing, accept)
