/** Variables that begin like the platform's own, and which users set to tell it something. */
const setByUsers = new Set([
  'RAILWAY_DEPLOYMENT_OVERLAP_SECONDS',
  'RAILWAY_DEPLOYMENT_DRAINING_SECONDS',
  'RAILWAY_HEALTHCHECK_TIMEOUT_SEC',
  'RAILWAY_DOCKERFILE_PATH',
  'RAILWAY_RUN_UID',
  'RAILWAY_SHM_SIZE_BYTES',
])

/** Whether a variable is the platform's own, which nobody sets and no release may count. */
export function isPlatformVariable(name: string): boolean {
  return name.startsWith('RAILWAY_') && !setByUsers.has(name)
}
