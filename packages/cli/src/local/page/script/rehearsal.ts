/** Draws the rehearsed rescue, and asks for one when the button is pressed. */
export const rehearsalScript = `
let refused = ''

function drawFigures(last, running) {
  byId('figures').classList.toggle('stale', running)
  fill(byId('caught'), last ? last.caughtSeconds.toFixed(1) + ' s' : '–')
  fill(byId('back'), last ? last.backSeconds.toFixed(1) + ' s' : '–')
  fill(byId('sent'), last ? counted(last.requests) : '–')
  fill(byId('lost'), last ? counted(last.lost) : '–', last ? (last.lost > 0 ? 'bad' : 'good') : '')
}

function outcome({ running, failure, last, ready }) {
  if (running) return ['Under way', 'busy']
  if (refused || failure) return [refused || 'The rehearsal could not be made: ' + failure, 'bad']
  if (!last) return [ready ? 'None was made yet.' : 'Possible once everything is live.', '']
  const at = new Date(last.at)
  const today = at.toDateString() === new Date().toDateString()
  const when = 'Last one ' + (today ? 'at ' + at.toLocaleTimeString('en-GB') : 'on ' + at.toLocaleString('en-GB'))
  if (last.verdict === 'rolled back') return [when + ': the old release came back by itself.', 'good']
  return [when + ': the bad release ended as ' + last.verdict + '.', 'bad']
}

function drawSteps({ steps, allSteps = [], running, failure }) {
  const list = byId('steps')
  allSteps.forEach((step, index) => {
    const item = list.children[index] ?? list.appendChild(element('li'))
    const last = index === steps.length - 1
    fill(item, sentence(step), index >= steps.length ? '' : last && running ? 'busy' : last && failure ? 'bad' : 'good')
  })
}

function drawRehearsal(rehearsal) {
  const button = byId('ship-broken')
  button.disabled = rehearsal.running || !rehearsal.ready
  fill(button, rehearsal.running ? 'Under way…' : 'Ship a broken release')
  fill(byId('rescue'), ...outcome(rehearsal))
  drawFigures(rehearsal.last, rehearsal.running)
  drawSteps(rehearsal)
}

byId('ship-broken').addEventListener('click', async () => {
  byId('ship-broken').disabled = true
  const answer = await fetch('/rehearsals', { method: 'POST', headers: { 'x-kickai-token': token } })
  refused = answer.ok ? '' : (await answer.json()).message
})
`
