/**
 * Rows as lines with columns below each other, two spaces apart; empty trailing cells leave no spaces. `paint` gets each
 * padded cell, so that colours do not count as width.
 */
export function table(
  rows: readonly (readonly string[])[],
  paint: (cell: string) => string = (cell) => cell,
): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell !== '')
    return row
      .slice(0, last + 1)
      .map((cell, column) => paint(column === last ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
  })
}
