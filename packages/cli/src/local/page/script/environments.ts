/** Draws the environments: a card each, and one sentence on whether all run the same. */
export const environmentsScript = `
const cards = new Map()
const meanwhile = {
  verifying: 'The new release has the traffic and is asked who it is.',
  baking: 'The new release has the traffic and is watched.',
  'rolling back': 'The release before is being brought back.',
}
const verdicts = ['failed', 'rolled back', 'rollback failed', 'blocked', 'unknown']

function makeCard(environment) {
  const parts = {
    state: element('span', 'state'), requests: element('strong'), lost: element('strong'),
    commit: element('dd', 'code'), digest: element('dd', 'code'), identity: element('dd'), health: element('dd'),
    services: element('ul', 'services'), note: element('p', 'note'), link: element('a'),
  }
  parts.link.target = '_blank'
  parts.identity.title = 'proven: the process computed the digest of its own files and answered with its deployment id; '
    + 'attested: the platform says what runs, as with services that answer nobody'
  const facts = element('dl')
  for (const name of ['commit', 'digest', 'identity', 'health']) facts.append(element('dt', '', name), parts[name])
  const article = element('article', 'card',
    element('header', '', element('h3', '', environment), parts.state),
    element('p', 'count', parts.requests, ' requests', element('span', 'lost', parts.lost, ' lost')),
    facts, parts.services, parts.note, parts.link)
  article.dataset.environment = environment
  article.setAttribute('aria-label', environment)
  byId('environments').append(article)
  return parts
}

/** The word of the card, how good that is, and what else is to be said. */
function judge(card) {
  const serves = card.release !== undefined
  if (card.trouble) return ['not seen', 'bad', sentence(card.trouble)]
  if (card.state === 'live') return ['live', 'good', '']
  if (card.state === 'waiting') return ['waiting', '', 'Nothing has been released here yet.']
  if (!verdicts.includes(card.state))
    return [card.state, 'busy', meanwhile[card.state] ?? (serves ? 'The release before still serves.' : 'It is the first one here.')]
  const why = card.reason ? ': ' + card.reason : ''
  if (serves && ['failed', 'rolled back', 'blocked'].includes(card.state))
    return ['live', 'good', sentence('A newer release ended as ' + card.state + why)]
  return [card.state, 'bad', sentence('The newest release ended as ' + card.state + why)]
}

/** Where there are several, each with its own word. */
function drawServices(list, services = []) {
  const shown = services.length > 1 ? services : []
  while (list.children.length > shown.length) list.lastChild.remove()
  shown.forEach(({ service, kind, identity, health }, index) => {
    const item = list.children[index] ?? list.appendChild(element('li'))
    const said = health ? health.word ?? health.status ?? 'no answer' : kind
    fill(item, service + ' · ' + said + ' · ' + (identity ?? '–'), identity === 'unknown' ? 'bad' : '')
  })
  list.hidden = shown.length === 0
}

function drawCard(card) {
  if (!cards.has(card.environment)) cards.set(card.environment, makeCard(card.environment))
  const parts = cards.get(card.environment)
  const [word, tone, note] = judge(card)
  fill(parts.state, word, tone)
  fill(parts.requests, counted(card.requests))
  fill(parts.lost, counted(card.lost), card.lost > 0 ? 'bad' : 'good')
  fill(parts.commit, card.commit ? card.commit.slice(0, 7) : '–')
  fill(parts.digest, card.digest ? shortDigest(card.digest) : '–')
  parts.digest.title = card.digest ?? ''
  fill(parts.identity, card.identity ?? '–', card.identity === 'unknown' && tone !== 'busy' ? 'bad' : '')
  const { health } = card
  fill(parts.health, health ? (health.word ?? health.status ?? 'no answer') + ' · ' + Math.round(health.latencyMs) + ' ms' : '–',
    health && health.status !== 200 && tone !== 'busy' ? 'bad' : '')
  drawServices(parts.services, card.services)
  fill(parts.note, note)
  point(parts.link, card.healthUrl)
}

function drawEnvironments(environments) {
  for (const card of environments) drawCard(card)
  const digests = new Set(environments.map((card) => card.digest))
  const moving = environments.filter((card) => judge(card)[1] === 'busy').map((card) => card.environment)
  const [digest] = digests
  fill(byId('train'), moving.length > 0 ? 'A release is on its way through ' + moving.join(', ') + '.'
    : digests.size > 1 ? 'Not all environments run the same.'
    : digest === undefined ? 'Nothing is released yet.' : 'All run the same bytes, from the first environment to the last.')
}
`
