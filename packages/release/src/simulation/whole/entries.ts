import { join } from 'node:path'

/** The program that plays releases in a process of its own; see there for its argument. */
export const simulationProgram = join(import.meta.dirname, 'main.ts')

/** Where the sources of this room lie, in which bugs are planted. */
export const sourceFolder = join(import.meta.dirname, '..', '..')
