/** From sending a release until the platform served it, and from there until it had proven itself. Milliseconds. Pure. */
export function waitsOf(times: { deploying?: number; verifying?: number; baking?: number }): {
  startMs: number
  provenMs: number
} {
  const { deploying, verifying, baking } = times
  if (deploying === undefined || verifying === undefined || baking === undefined)
    throw new RangeError('The release did not come as far as baking.')
  return { startMs: verifying - deploying, provenMs: baking - verifying }
}
