/** Draws whatever the server sends, as long as it does. */
export const beginScript = `
let shownLinks = '[]'

function drawLinks(links) {
  const wanted = JSON.stringify(links)
  if (wanted === shownLinks) return
  shownLinks = wanted
  byId('links').replaceChildren(...links.map((link) => {
    const frame = element('iframe')
    frame.src = link.url
    frame.title = link.label
    const alone = element('a', '', 'Open it alone')
    alone.href = link.url
    alone.target = '_blank'
    return element('section', '', element('header', 'title', element('h2', '', link.label), alone), frame)
  }))
}

function draw(snapshot) {
  fill(byId('name'), snapshot.name)
  document.title = snapshot.name + ' on this machine'
  drawEnvironments(snapshot.environments)
  drawRehearsal(snapshot.rehearsal)
  drawLinks(snapshot.links)
}

let lost = false
const events = new EventSource('/events')
events.onopen = () => {
  // Whoever answers again may be another run, which this page's token is not of.
  if (lost) location.reload()
}
events.onmessage = (event) => {
  fill(byId('connection'), 'connected', 'good')
  draw(JSON.parse(event.data))
}
events.onerror = () => {
  lost = true
  document.body.classList.add('stale')
  fill(byId('connection'), 'no connection, trying again', 'bad')
  byId('ship-broken').disabled = true
}
`
