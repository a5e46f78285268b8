import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { barredPackages, type RoomRule, rootRule, sharedTestFolder } from './rules.ts'

/** A workspace as its package.json describes it. */
export type Workspace = {
  folder: string
  name: string
  /** Subpaths that others may import, `.` being the package itself. */
  exports: readonly string[]
  dependencies: readonly string[]
  devDependencies: readonly string[]
}

/** Everything an import is judged by. */
export type Ground = {
  rules: readonly RoomRule[]
  workspaces: readonly Workspace[]
  /** Development packages of the root, which all tests and tools share. */
  rootDevDependencies: readonly string[]
}

/**
 * Says what is wrong with one import, or nothing. Pure.
 *
 * @param file path from the repository's root, with forward slashes
 */
export function judgeImport(ground: Ground, file: string, specifier: string): string | undefined {
  const rule = ruleFor(ground.rules, file)
  if (!rule) return `there is no rule for the room of this file; add one to scripts/imports/rules.ts`
  if (specifier.startsWith('.')) return judgePath(rule, file, specifier)
  if (specifier.startsWith('/') || specifier.startsWith('file:')) return 'names a place on one machine'
  if (isBuiltin(specifier)) return undefined
  const packageName = packageOf(specifier)
  const target = ground.workspaces.find((workspace) => workspace.name === packageName)
  if (target) return judgeRoom(ground, rule, file, specifier, target)
  return judgePackage(ground, rule, file, packageName)
}

/** Whether a file, by its path from the repository's root, is a test or stands beside tests for their use alone. Pure. */
export function isTestFile({ rules }: Pick<Ground, 'rules'>, file: string): boolean {
  return isTest(ruleFor(rules, file) ?? rootRule, file)
}

function isTest(rule: RoomRule, file: string): boolean {
  if (/\.test\.ts$|(^|\/)(testing|fixtures|tests)\//.test(file)) return true
  return rule.testSources?.some((source) => file.startsWith(`${rule.folder}/${source}`)) ?? false
}

/** Whether a file stands beside a room's sources, as a bundler's configuration does; it is no part of what is published. */
function isTool(rule: RoomRule, file: string): boolean {
  return posix.dirname(file) === rule.folder
}

function ruleFor(rules: readonly RoomRule[], file: string): RoomRule | undefined {
  const inWorkspace = /^(apps|packages)\//.test(file)
  return rules.find((rule) => file.startsWith(`${rule.folder}/`)) ?? (inWorkspace ? undefined : rootRule)
}

function judgePath(rule: RoomRule, file: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier)
  if (rule === rootRule) {
    const leaves = /^(apps|packages|bench)\//.exec(target)
    return leaves ? 'reaches into a room; import its package instead' : undefined
  }
  if (target.startsWith(`${rule.folder}/`)) return undefined
  if (isTest(rule, file) && target.startsWith(`${sharedTestFolder}/`)) return undefined
  return `leaves ${rule.folder}; import the other room's package, if this room may know it`
}

function judgeRoom(
  ground: Ground,
  rule: RoomRule,
  file: string,
  specifier: string,
  target: Workspace,
): string | undefined {
  if (target.folder === rule.folder) return undefined
  const known = rule.mayKnow === 'all' || rule.mayKnow.includes(target.folder)
  const knownToTests = isTest(rule, file) && rule.testsMayKnow?.includes(target.folder)
  if (!known && !knownToTests) return `${rule.folder} may not know ${target.folder}`
  const subpath = `.${specifier.slice(target.name.length)}`
  if (!target.exports.includes(subpath)) return `${target.name} does not export ${subpath}`
  const own = ground.workspaces.find((workspace) => workspace.folder === rule.folder)
  const needsDeclaring = own && known
  if (needsDeclaring && !declares(own, target.name, forDevelopment(rule, file))) return undeclared(rule, target.name)
  return undefined
}

function judgePackage(ground: Ground, rule: RoomRule, file: string, packageName: string): string | undefined {
  if (rule.barred && barredPackages.some((pattern) => pattern.test(packageName))) {
    return `${rule.folder} holds no club, Telegram or model code`
  }
  const own = ground.workspaces.find((workspace) => workspace.folder === rule.folder)
  const shared = isTest(rule, file) || isTool(rule, file) || !own || rule.mayKnow === 'all'
  if (shared && ground.rootDevDependencies.includes(packageName)) return undefined
  if (isTest(rule, file) && rule.testsMayUse?.includes(packageName)) return undefined
  if (own && declares(own, packageName, forDevelopment(rule, file))) return undefined
  return undeclared(rule, packageName)
}

/** Whether what this file imports need not be there where the package is installed. */
function forDevelopment(rule: RoomRule, file: string): boolean {
  return rule.bundled === true || isTest(rule, file)
}

function declares(workspace: Workspace, packageName: string, isForDevelopment: boolean): boolean {
  if (workspace.dependencies.includes(packageName)) return true
  return isForDevelopment && workspace.devDependencies.includes(packageName)
}

function undeclared(rule: RoomRule, packageName: string): string {
  const manifest = rule === rootRule ? 'package.json' : `${rule.folder}/package.json`
  return `${packageName} is not a dependency in ${manifest}`
}

/** `@scope/name/sub/path` is of `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
