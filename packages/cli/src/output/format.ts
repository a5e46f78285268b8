/** A duration for people: "0.8 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Seconds with one digit, for JSON. */
export function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

/** "sha256:" and the first twelve digits are enough to compare by eye; also of a digest that ends the name of an image. */
export function shortDigest(digest: string): string {
  return digest.replace(/(^|@)sha256:([0-9a-f]{12})[0-9a-f]*$/, '$1sha256:$2')
}

/** The version of a secret: eight digits are enough to compare by eye. */
export function shortVersion(version: string): string {
  return version.slice(0, 8)
}

/** What a commit, or without one the digest, is called for short. */
export function shortName(artifact: { readonly commit?: string; readonly digest: string }): string {
  return artifact.commit?.slice(0, 7) ?? shortDigest(artifact.digest)
}

/** A moment as local date and time. */
export function moment(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Whole numbers with their thousands apart: 2,310. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
