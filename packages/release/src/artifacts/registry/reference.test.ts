import { expect, test } from 'vitest'
import { parseRegistry } from './reference.ts'

test.each([
  ['ghcr.io/team/club', 'https://ghcr.io', 'team/club'],
  ['https://ghcr.io/team/club', 'https://ghcr.io', 'team/club'],
  ['registry.example:8443/a_b/c-d/e.f', 'https://registry.example:8443', 'a_b/c-d/e.f'],
  ['docker.io/team/club', 'https://registry-1.docker.io', 'team/club'],
  ['127.0.0.1:5000/club', 'http://127.0.0.1:5000', 'club'],
  ['[::1]:5000/club', 'http://[::1]:5000', 'club'],
  ['localhost:443/club', 'http://localhost:443', 'club'],
  ['https://localhost:5000/club', 'https://localhost:5000', 'club'],
])('%s', (reference, origin, repository) => {
  expect(parseRegistry(reference)).toEqual({ name: reference.replace(/^https:\/\//, ''), origin, repository })
})

test.each([
  ['', 'a registry and a repository'],
  ['ghcr.io', 'a registry and a repository'],
  ['ftp://ghcr.io/team', 'a registry and a repository'],
  ['user:secret@ghcr.io/team', 'a registry and a repository'],
  ['ghcr.io:port/team', 'a registry and a repository'],
  ['ghcr.io/Team/club', 'lower-case'],
  ['ghcr.io/team/../club', 'lower-case'],
  ['ghcr.io/team/club?x=1', 'lower-case'],
  ['ghcr.io/team/club:latest', 'without a tag'],
  ['ghcr.io/team/club@sha256:00', 'without a tag'],
  ['http://ghcr.io/team/club', 'not encrypted'],
  ['http://127.0.0.1.example/club', 'not encrypted'],
])('%s is refused', (reference, clause) => {
  expect(parseRegistry(reference)).toEqual(expect.stringContaining(clause))
})
