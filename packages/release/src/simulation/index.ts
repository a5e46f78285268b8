export { SimulatedEnvironment } from './simulated-release.ts'
