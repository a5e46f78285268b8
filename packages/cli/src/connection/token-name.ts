/** The variable in which an environment's token of Railway is looked for, where the configuration names no other place. */
export function tokenName(environment: string): string {
  return `RAILWAY_TOKEN_${environment.toUpperCase().replaceAll('-', '_')}`
}
