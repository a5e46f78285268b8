/** What runs in the page: draws each snapshot, and asks for a broken release. Text is only ever set as text. */
export const script = `
const token = document.querySelector('meta[name="kickai-token"]').content
const byId = (id) => document.getElementById(id)
const element = (name, text, className) => {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = text
  if (className) made.className = className
  return made
}
const tone = (state) => state === 'live' ? 'good' : /fail|block|unknown|rolled/.test(state) ? 'bad' : 'busy'
const short = (text, length) => text === undefined ? '–' : text.replace('sha256:', '').slice(0, length)

function environmentCard(card) {
  const article = element('article')
  article.dataset.environment = card.environment
  article.append(element('span', card.state, 'state ' + tone(card.state)), element('h2', card.environment))
  const rows = [
    ['commit', short(card.commit, 7)],
    ['digest', short(card.digest, 12)],
    ['identity', card.identity ?? '–'],
    ['health', card.health ? [card.health.word ?? card.health.status ?? 'no answer', Math.round(card.health.latencyMs) + ' ms'].join(', ') : '–'],
    ['requests', card.requests.toLocaleString('en-GB') + ', ' + card.lost + ' lost'],
  ]
  const list = element('dl')
  for (const [name, value] of rows) list.append(element('dt', name), element('dd', value))
  article.append(list)
  if (card.url) {
    const link = element('a', card.url)
    link.href = card.url
    article.append(link)
  }
  return article
}

function drawRehearsal(rehearsal) {
  byId('ship-broken').disabled = rehearsal.running
  byId('ship-broken').textContent = rehearsal.running ? 'Under way…' : 'Ship a broken release'
  const last = rehearsal.last
  byId('rescue').textContent = rehearsal.failure
    ?? (last ? 'Last rescue: ' + last.verdict + '. Bad release caught after ' + last.caughtSeconds.toFixed(1) + ' s, old one back after '
      + last.backSeconds.toFixed(1) + ' s; ' + last.requests.toLocaleString('en-GB') + ' requests, ' + last.lost + ' lost.' : 'No rescue yet.')
  byId('steps').replaceChildren(...rehearsal.steps.map((step) => element('li', step)))
}

let shownLinks = ''
function drawLinks(links) {
  const wanted = JSON.stringify(links)
  if (wanted === shownLinks) return
  shownLinks = wanted
  byId('links').replaceChildren(...links.flatMap((link) => {
    const frame = element('iframe')
    frame.src = link.url
    frame.title = link.label
    return [element('h2', link.label), frame]
  }))
}

function draw(snapshot) {
  byId('name').textContent = snapshot.name
  document.title = snapshot.name + ' on this machine'
  byId('environments').replaceChildren(...snapshot.environments.map(environmentCard))
  drawRehearsal(snapshot.rehearsal)
  drawLinks(snapshot.links)
}

const events = new EventSource('/events')
events.onmessage = (event) => {
  byId('connection').textContent = ''
  draw(JSON.parse(event.data))
}
events.onerror = () => { byId('connection').textContent = 'No connection to the embedded platform; trying again.' }

byId('ship-broken').addEventListener('click', async () => {
  byId('ship-broken').disabled = true
  const answer = await fetch('/rehearsals', { method: 'POST', headers: { 'x-kickai-token': token } })
  if (!answer.ok) byId('rescue').textContent = (await answer.json()).message
})
`
