import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith, openssl, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'
import { openPostgresStore } from './store.ts'

describeWith(postgres(), 'Postgres over TLS', (programs) => {
  describeWith(openssl(), 'with certificates of its own', (command) => {
    let server: TestPostgres
    let admin: pg.Client
    let authority: string
    const schema = `test_${randomUUID().replaceAll('-', '')}`

    beforeAll(async () => {
      server = await startPostgres(programs)
      admin = new pg.Client({ connectionString: server.url })
      await admin.connect()
      authority = await certify('localhost')
    })
    afterAll(async () => {
      await admin?.end()
      await server?.stop()
    })

    /** Makes a certificate for a host that vouches for itself, and gives it to the server. */
    async function certify(host: string): Promise<string> {
      const [key, certificate] = [join(server.folder, `${host}.key`), join(server.folder, `${host}.crt`)]
      await promisify(execFile)(
        command,
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate].concat([
          '-subj',
          `/CN=${host}`,
          '-addext',
          `subjectAltName=DNS:${host}`,
        ]),
      )
      const { uid, gid } = await stat(join(server.folder, 'data'))
      if (process.getuid?.() === 0) for (const file of [key, certificate]) await chown(file, uid, gid)
      await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${certificate}'`)
      await admin.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`)
      return certificate
    }

    async function encrypt(on: boolean): Promise<void> {
      await admin.query(`ALTER SYSTEM SET ssl = ${on}`)
      await admin.query('SELECT pg_reload_conf()')
      const until = Date.now() + 5_000
      const setting = async () => (await admin.query('SHOW ssl')).rows[0].ssl
      while ((await setting()) !== (on ? 'on' : 'off')) expect(Date.now()).toBeLessThan(until)
    }

    /** Opens a store with these parameters in its URL; tells whether its connection is encrypted. */
    async function opened(parameters: string, host = 'localhost'): Promise<boolean | string> {
      const url = server.url.replace(/@.*/, `@${host}:${server.port}/postgres${parameters}`)
      try {
        const store = await openPostgresStore({ url, schema })
        const sql = `SELECT bool_and(ssl) AS encrypted FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
          WHERE application_name = 'kickai'`
        const { rows } = await admin.query(sql)
        await store.close()
        return rows[0].encrypted
      } catch (error) {
        return String((error as { code?: unknown }).code)
      }
    }

    test('what the URL asks for is what the connection has', async () => {
      await encrypt(true)
      expect(await opened('')).toBe(true)
      expect(await opened('?sslmode=prefer')).toBe(true)
      expect(await opened('?sslmode=require')).toBe(true)
      expect(await opened(`?sslmode=verify-ca&sslrootcert=${authority}`, '127.0.0.1')).toBe(true)
      expect(await opened(`?sslmode=verify-full&sslrootcert=${authority}`)).toBe(true)
      expect(await opened('?sslmode=disable')).toBe(false)
    })

    test('a server that cannot prove who it is, is refused where proof is wanted', async () => {
      await encrypt(true)
      expect(await opened('?sslmode=verify-full')).toBe('store-refused')
      expect(await opened(`?sslmode=verify-full&sslrootcert=${authority}`, '127.0.0.1')).toBe('store-refused')
    })

    test('a server without TLS is taken only where the URL leaves it open', async () => {
      await encrypt(false)
      expect(await opened('')).toBe(false)
      expect(await opened('?sslmode=require')).toBe('store-refused')
      expect(await opened(`?sslmode=verify-full&sslrootcert=${authority}`)).toBe('store-refused')
    })
  })
})
