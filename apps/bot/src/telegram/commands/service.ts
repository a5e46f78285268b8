import type { Command } from '../command.ts'
import { compose, lines } from '../text.ts'

export const ping: Command = {
  word: 'ping',
  action: 'ping',
  takes: '',
  summary: 'whether I am awake',
  async run() {
    return [{ text: compose('Pong.') }]
  },
}

const shortCommit = 7
const shortDigest = 'sha256:'.length + 12

export const version: Command = {
  word: 'version',
  action: 'version',
  takes: '',
  summary: 'what is running',
  async run({ service }) {
    const { version: number, commit, digest, deployment, environment } = service
    return [
      {
        text: lines(
          `KICKAI ${number}, ${environment}`,
          commit === undefined ? undefined : `commit ${commit.slice(0, shortCommit)}`,
          digest === undefined ? 'running from source' : `digest ${digest.slice(0, shortDigest)}`,
          deployment === undefined ? undefined : `deployment ${deployment}`,
        ),
      },
    ]
  },
}
