import { botProfile } from '../state/bots.ts'
import { method } from './method.ts'
import { nothing } from './parameters.ts'

export const getMe = method('getMe')(nothing, ({ world, bot }) => botProfile(world.database, bot))
