export type ClubErrorCode =
  | 'already-linked'
  | 'bad-match'
  | 'bad-name'
  | 'bad-phone'
  | 'bad-position'
  | 'bad-reason'
  | 'bad-set-up'
  | 'chat-taken'
  | 'match-exists'
  | 'match-started'
  | 'no-such-match'
  | 'no-upcoming-match'
  | 'not-on-register'
  | 'not-own-contact'
  | 'phone-taken'
  | 'phone-unknown'
  | 'which-match'
  | 'which-team'

/** Something a person asked for that cannot be done: a stable code, a sentence, and a way out. Nothing was changed. */
export class ClubError extends Error {
  readonly code: ClubErrorCode
  readonly wayOut: string

  constructor(code: ClubErrorCode, sentence: string, wayOut: string) {
    super(sentence)
    this.name = 'ClubError'
    this.code = code
    this.wayOut = wayOut
  }
}
