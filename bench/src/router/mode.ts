/** Users at the same time. */
export const CONNECTIONS = 32

/** `fresh`: each request has a connection of its own. */
export const MODES = ['kept-alive', 'fresh'] as const
export type Mode = (typeof MODES)[number]

/** What a load saw. */
export type Load = { requests: number; failed: number; seconds: number }
