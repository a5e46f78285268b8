// What the supervisor and the router say to each other. The router keeps no state of its own over a restart: whoever
// starts it puts its routes again.

/** One place a request can go to: a process on 127.0.0.1 that runs a deployment. */
export interface Upstream {
  /** Platform's id of the deployment; names the HTTP log file, so only letters, digits, `_` and `-`. */
  deployment: string
  /** TCP port on 127.0.0.1. */
  port: number
  /** Share of the requests relative to the other upstreams; above 0. */
  weight: number
}

/** Body of `PUT /routes/<key>`: the whole wanted state of a route. */
export interface RouteWish {
  /** Port to listen on, 0 for any free one. Only looked at when the route is new; later it must be 0 or the same. */
  port: number
  /** Why nothing serves, for the 503 body; shown as `reason`. */
  fallbackReason?: string
  /** Empty: answer 503. Several: requests are spread by weight. */
  upstreams: Upstream[]
}

/** Answer of `PUT /routes/<key>`. */
export interface RouteSet {
  port: number
  /** Milliseconds from the parsed wish to the moment every new request follows it. */
  tookMs: number
}

/** One entry of `GET /routes`. */
export interface RouteState {
  key: string
  port: number
  upstreams: Upstream[]
  /** Requests and open WebSockets by deployment, retired ones included while they have any. */
  inFlight: Record<string, number>
  /**
   * Those of `inFlight` whose upstream has not begun its answer. Once this is 0 for a retired deployment, nothing is
   * on its way to it any more, and it can be told to end without losing a request that it never saw.
   */
  unanswered: Record<string, number>
}

/** What `<DIR>/router.json` holds (mode 0600). */
export interface RouterRecord {
  pid: number
  /** As `processStartTime` gives it; tells the router from a later process with the same id. */
  startTime: string
  /** Port of the control interface on 127.0.0.1. */
  port: number
  /** For `Authorization: Bearer`. */
  token: string
}

/**
 * One line of `<DIR>/http/<deployment>.jsonl`; requests that found no upstream are in `unrouted.jsonl`. A file that has grown
 * long becomes `<deployment>.older.jsonl`, in place of the one that was that before.
 */
export interface HttpLogLine {
  /** ISO time at which the request's head had arrived. */
  ts: string
  requestId: string
  method: string
  path: string
  host: string
  /** What the user's program calls itself, cut short; absent where it does not say. */
  userAgent?: string
  /** What the user was answered; 499 when the user left before an answer, 101 for a WebSocket. */
  status: number
  /** Milliseconds until the user had the whole answer or the connection ended. */
  totalMs: number
  /** Milliseconds from handing the request to the upstream until its answer was whole; 0 when none was asked. */
  upstreamMs: number
  /** Bytes of the request body that went to the upstream. */
  rx: number
  /** Bytes of the response body that came from the upstream. */
  tx: number
  deployment: string
  /** Code of what went wrong: `no-deployment`, `upstream-failed`, `upstream-broke`, `client-left`. */
  error?: string
}

/** Body of every control answer that is not a success. */
export interface RouterRefusal {
  code: 'port-in-use' | 'port-fixed' | 'invalid-route' | 'not-found' | 'not-authorized' | 'router-stopping'
  message: string
}

/** Name under which requests without an upstream are logged. */
export const UNROUTED = 'unrouted'

/** Where the lines before those of an HTTP log file are. */
export function olderHttpLog(path: string): string {
  return path.replace(/\.jsonl$/, '.older.jsonl')
}
