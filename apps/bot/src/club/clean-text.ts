/** Line breaks, control characters, and those that are invisible or turn the writing direction round. */
const unwanted = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu

/**
 * Text of a person as it is stored: one line, in composed form, without anything invisible, single spaces. Text that
 * was only such things comes out empty.
 */
export function cleanText(text: string): string {
  return text.replace(/\s/gu, ' ').replace(unwanted, '').normalize('NFC').replace(/ {2,}/g, ' ').trim()
}
