/** Loaded with the first archive that is packed or read; whoever only asks for a digest of files does without. */
export async function loadTar(): Promise<Pick<typeof import('tar-stream'), 'pack' | 'extract'>> {
  return await import('tar-stream')
}
