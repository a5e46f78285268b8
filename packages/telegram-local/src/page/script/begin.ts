/** Ties the page together and begins. */
export const beginScript = String.raw`
element('messages').addEventListener('scroll', scrolled)
new ResizeObserver(stayAtEnd).observe(element('messages'))
addEventListener('hashchange', () => location.reload())
element('composer').addEventListener('submit', send)
element('text').addEventListener('input', typed)
element('text').addEventListener('keydown', keyed)
element('contact').addEventListener('click', () => say({ contact: true }))
element('answering-end').addEventListener('click', () => answerTo(null))
element('new-group').addEventListener('submit', makeGroup)
element('privacy').addEventListener('change', changePrivacy)
element('person').addEventListener('change', choosePerson)
element('person').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') {
    choosePerson()
    element('text').focus()
  }
})

async function begin() {
  if (token === '') {
    element('locked').hidden = false
    return
  }
  try {
    const [{ bots }, { persons }] = await Promise.all([ask('/people/bots'), ask('/people/persons')])
    state.bots = bots
    if (currentBot() === undefined) state.bot = bots[0].name
    if (state.as === '') state.as = persons.length > 0 ? persons[0].name : 'ada'
    drawBots()
    await follow()
  } catch (error) {
    if (error.status === 401) {
      element('locked').hidden = false
      return
    }
    notice('Not connected. Trying again\u2026')
    setTimeout(begin, 1500)
  }
}

begin()
// Not within another page: that one would be scrolled down to here, and keys be typed here unasked.
if (window === window.top) element('text').focus({ preventScroll: true })
`
