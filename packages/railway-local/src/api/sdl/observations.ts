/**
 * Logs and metrics: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const observations = /* GraphQL */ `
type Log {
  attributes: [LogAttribute!]!
  message: String!
  severity: String
  tags: LogTags
  timestamp: String!
}

type LogAttribute {
  key: String!
  value: String!
}

type LogTags {
  deploymentId: String
  deploymentInstanceId: String
  environmentId: String
  projectId: String
  serviceId: String
  snapshotId: String
}

type HttpLog {
  clientUa: String!
  deploymentId: String!
  deploymentInstanceId: String!
  downstreamProto: String!
  edgeRegion: String!
  host: String!
  httpStatus: Int!
  method: String!
  path: String!
  requestId: String!
  responseDetails: String!
  rxBytes: Int!
  srcIp: String!
  timestamp: String!
  totalDuration: Int!
  txBytes: Int!
  upstreamAddress: String!
  upstreamErrors: String!
  upstreamProto: String!
  upstreamRqDuration: Int!
}

type HttpMetricsResult {
  samples: [HttpMetricsSample!]!
}

type HttpMetricsSample {
  ts: Int!
  value: Float!
}

type HttpMetricsByStatusResult {
  samples: [HttpMetricsSample!]!
  statusCode: Int!
}

type HttpDurationMetricsResult {
  samples: [HttpDurationMetricsSample!]!
}

type HttpDurationMetricsSample {
  p50: Float!
  p90: Float!
  p95: Float!
  p99: Float!
  ts: Int!
}

enum MetricMeasurement {
  BACKUP_USAGE_GB
  CPU_LIMIT
  CPU_USAGE
  CPU_USAGE_2
  DISK_USAGE_GB
  EPHEMERAL_DISK_USAGE_GB
  MEASUREMENT_UNSPECIFIED
  MEMORY_LIMIT_GB
  MEMORY_USAGE_GB
  NETWORK_RX_GB
  NETWORK_TX_GB
  UNRECOGNIZED
}

enum MetricTag {
  DEPLOYMENT_ID
  DEPLOYMENT_INSTANCE_ID
  ENVIRONMENT_ID
  HOST_TYPE
  KEY_UNSPECIFIED
  PLUGIN_ID
  PROJECT_ID
  REGION
  SERVICE_ID
  UNRECOGNIZED
  VOLUME_ID
  VOLUME_INSTANCE_ID
}

type MetricsResult {
  measurement: MetricMeasurement!
  tags: MetricTags!
  values: [Metric!]!
}

type Metric {
  ts: Int!
  value: Float!
}

type MetricTags {
  deploymentId: String
  deploymentInstanceId: String
  environmentId: String
  projectId: String
  region: String
  serviceId: String
}
`
