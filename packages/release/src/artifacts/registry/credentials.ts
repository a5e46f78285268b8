/** A secret in hand, shown only where it is sent. */
export interface Hidden {
  reveal(): string
}

/** Who we are to a registry. A ready-made token is sent as it is; by user and password a registry may give one out. */
export type RegistryCredentials =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'password'; readonly user: string; readonly password: Hidden }
  | { readonly kind: 'token'; readonly token: Hidden }

/** The value of an `Authorization` header by HTTP's basic scheme. */
export function basicHeader({ user, password }: { readonly user: string; readonly password: Hidden }): string {
  return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`
}

/** Takes what is secret about the credentials out of what a registry says. */
export function withoutSecrets(text: string, credentials: RegistryCredentials): string {
  return secretsIn(credentials).reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
}

function secretsIn(credentials: RegistryCredentials): string[] {
  switch (credentials.kind) {
    case 'nobody':
      return []
    case 'token':
      return [credentials.token.reveal()]
    case 'password':
      return [basicHeader(credentials).slice('Basic '.length), credentials.password.reveal()]
  }
}
