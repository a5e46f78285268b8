/** Tells people how a release ended. A failure to notify never changes a verdict. */
export interface Notifier {
  notify(notice: {
    readonly environment: string
    readonly release: string
    readonly verdict: string
    readonly sentence: string
  }): Promise<void>
}
