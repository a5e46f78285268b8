import { resolveCommit, unknownCommit } from '../build/git/commit.ts'
import { findRepository } from '../build/git/repository.ts'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { connect } from '../connection/connect.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { allOrProblems } from '../error/all-or-problems.ts'

/** Connects environments and sees that the commit exists. Everything that is missing is told at once, before anything changes. */
export async function prepare<const Environments extends readonly ConfiguredEnvironment[]>(
  project: Project,
  environments: Environments,
  options: {
    readonly local: boolean
    readonly commit: string | undefined
    readonly takeOver?: boolean
    readonly rebuild?: boolean
  },
): Promise<{ -readonly [Index in keyof Environments]: Connection }> {
  const { local, commit, takeOver = false, rebuild = false } = options
  const connections = environments.map(async (environment) => ({
    ...(await connect(project, environment, { local })),
    takeOver,
    rebuild,
  }))
  const commitThere = commit === undefined ? Promise.resolve() : demandCommit(project.configuration.root, commit)
  await allOrProblems([commitThere, ...connections])
  return (await Promise.all(connections)) as { -readonly [Index in keyof Environments]: Connection }
}

async function demandCommit(root: string, commit: string): Promise<void> {
  const repository = await findRepository(root)
  if (repository === undefined) throw unknownCommit(commit, `${root} is no git repository`)
  await resolveCommit(repository, commit)
}
