import type { Behaviour } from '../behaviour.ts'

/** What a throw-away project does not show; `how` says why. */
export const untestedBehaviours: readonly Behaviour[] = [
  {
    id: 'edge-limit',
    believed:
      'Railway’s edge refuses ten requests a second to addresses without a query, by status 429 and "error code: 1015".',
    reading: 'refused',
    how: 'it may shut this address out for a day',
  },
  {
    id: 'requests-by-plan',
    believed: 'A plan allows 100, 1,000 or 10,000 requests an hour.',
    reading: '100, 1,000 or 10,000',
    how: 'using a plan’s requests up would stop everything else of the account',
  },
  {
    id: 'variables-rebuild-from-git',
    believed:
      'A change of variables of a service that was uploaded to and has a repository rebuilds it from the repository.',
    reading: 'rebuilds',
    how: 'it needs a repository that Railway’s GitHub app may read',
  },
  {
    id: 'deploy-of-the-pinned-commit',
    believed: 'serviceInstanceDeployV2 without a commit deploys the commit that is pinned already.',
    reading: 'the pinned one',
    how: 'it needs a repository that Railway’s GitHub app may read',
  },
  {
    id: 'skipped-is-latest',
    believed: 'A deployment that was skipped becomes the latest one, without a snapshot.',
    reading: 'becomes the latest',
    how: 'only pushes to a repository are skipped',
    option: 'skippedIsLatest',
  },
  {
    id: 'images-kept',
    believed: 'An image is kept for 24 to 360 hours after its deployment was removed, by plan.',
    reading: '24 to 360 hours',
    how: 'it would take days',
    option: 'keepImages',
  },
  {
    id: 'largest-upload',
    believed: 'There is a largest upload that nobody has written down.',
    reading: 'some hundred megabytes',
    how: 'it would send gigabytes, and take as long',
    option: 'uploadLimitBytes',
  },
  {
    id: 'configuration-file',
    believed: 'In railway.json null is a declaration, and a redeploy does not read the file again.',
    reading: 'a declaration, not read again',
    how: 'new services cannot use these files any more, and they end on 2026-12-01',
  },
  {
    id: 'webhook-kinds',
    believed: 'Webhooks name events such as Deployment.failed, in changing case, without a signature.',
    reading: 'named so, unsigned',
    how: 'it needs an address that Railway reaches from outside',
  },
  {
    id: 'webhook-headers',
    believed: 'A webhook sends headers that its channel was given.',
    reading: 'sent',
    how: 'it needs an address that Railway reaches from outside',
  },
  {
    id: 'certificates-of-the-command-line',
    believed: 'Railway’s own command line takes certificates from SSL_CERT_FILE.',
    reading: 'takes them',
    how: 'it is about another program, not about the platform; kickai does not use it',
  },
  {
    id: 'number-beside-regions',
    believed: 'Where a service has regions, numReplicas does nothing.',
    reading: 'does nothing',
    how: 'it would run, and cost, replicas in regions that the plan may not have',
  },
]
