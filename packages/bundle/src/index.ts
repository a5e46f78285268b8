export { archiveDigest } from './archive-digest.ts'
export { type BundleFile, digestOf } from './digest.ts'
export { BundleError, type BundleErrorCode } from './error.ts'
export { type Manifest, manifestName, readManifest } from './manifest.ts'
export { ownDigest } from './own.ts'
export { pack } from './pack.ts'
export {
  ownSettingsFingerprint,
  probeTokenName,
  settingNamesName,
  settingsFingerprint,
} from './settings.ts'
export { unpack } from './unpack.ts'
export { writeManifest } from './write.ts'
