/** Railway, or the embedded platform in its place. Apart, since it is what takes longest to load. */
export { createRailwayPlatform as openPlatform } from '@kickai/railway'
