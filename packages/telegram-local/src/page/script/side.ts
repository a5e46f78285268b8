/** Draws what stands around the conversation: bots, persons, chats, and the open chat's head. */
export const sideScript = String.raw`
/** Long and short names of the chats that are always offered. */
const offered = {
  private: ['The bot, in private', 'Private'],
  main: ['Players\u2019 group', 'Players'],
  leadership: ['Leadership group', 'Leaders'],
}

function drawBots() {
  const draw = (bot) => {
    const radio = make('input', {
      type: 'radio',
      name: 'bot',
      value: bot.name,
      onchange: () => {
        state.bot = bot.name
        follow()
      },
    })
    radio.checked = bot.name === state.bot
    return make('label', {}, radio, make('span', {}, bot.name))
  }
  element('bots').replaceChildren(element('bots').firstElementChild, ...state.bots.map(draw))
}

function drawSide() {
  if (document.activeElement !== element('person')) element('person').value = state.as
  element('persons').replaceChildren(...state.persons.map((person) => make('option', { value: person.name })))
  const groups = state.chats.filter(
    (chat) => chat.type !== 'private' && chat.migratedTo === undefined && !(chat.name in offered),
  )
  const entries = [...Object.entries(offered), ...groups.map((chat) => [chat.name, [chat.title, chat.title]])]
  element('chats').replaceChildren(...entries.map(([name, labels]) => drawEntry(name, ...labels)))
  reveal(element('chats'), element('chats').querySelector('[aria-current="true"]'))
}

// Scrolls the list alone. scrollIntoView would scroll the page too that this one is shown in.
function reveal(list, entry) {
  if (entry === null) return
  const [seen, wanted] = [list.getBoundingClientRect(), entry.getBoundingClientRect()]
  const beyond = (from, to, start, end) => Math.min(0, start - from) + Math.max(0, end - to)
  list.scrollBy(beyond(seen.left, seen.right, wanted.left, wanted.right), beyond(seen.top, seen.bottom, wanted.top, wanted.bottom))
}

function drawEntry(name, label, short) {
  const chat =
    name === 'private'
      ? state.chats.find((one) => one.type === 'private' && one.name === state.as)
      : state.chats.find((one) => one.name === name)
  const count = chat === undefined ? 0 : state.unread.get(chat.id) || 0
  const below =
    chat === undefined
      ? 'nothing said yet'
      : chat.type === 'private'
        ? '@' + (currentBot() || {}).username
        : chat.members.length + ' members'
  return make(
    'button',
    {
      type: 'button',
      'aria-current': String(name === state.chat),
      onclick: () => {
        state.chat = name
        openChat()
      },
    },
    face(
      name === 'private' ? (currentBot() || { firstName: '' }).firstName : label,
      Array.from(name).reduce((sum, letter) => sum + letter.codePointAt(0), 0),
    ),
    make(
      'span',
      { class: 'label' },
      make('b', {}, make('span', { class: 'long' }, label), make('span', { class: 'short' }, short)),
      make('i', {}, below),
    ),
    count === 0 ? '' : make('span', { class: 'count', 'aria-label': count + ' new' }, String(count)),
  )
}

function drawHead() {
  const chat = currentChat()
  const bot = currentBot() || { firstName: '', username: '', privacy: false }
  element('title').textContent =
    state.chat === 'private' ? bot.firstName : (offered[state.chat] || [])[0] || (chat && chat.title) || state.chat
  const isGroup = state.chat !== 'private'
  element('members').textContent = isGroup
    ? chat === undefined
      ? 'The group is made when you write'
      : chat.members.map((member) => (member.bot ? '@' + bot.username : member.name)).join(', ')
    : '@' + bot.username
  element('privacy-label').hidden = !isGroup
  element('privacy').checked = bot.privacy
  document.title = element('title').textContent + ' \u2013 ' + state.bot
}

async function changePrivacy() {
  try {
    const { bot } = await ask('/people/bots', { body: { bot: state.bot, privacy: element('privacy').checked } })
    state.bots = state.bots.map((one) => (one.name === bot.name ? bot : one))
    toast(bot.privacy ? 'In groups the bot sees commands, mentions and replies.' : 'The bot sees everything in groups.')
  } catch (error) {
    showError(error)
  }
  drawHead()
}

async function makeGroup(event) {
  event.preventDefault()
  const title = element('group-title').value.trim()
  if (title === '' || state.as === '')
    return toast(state.as === '' ? 'Say who you are first.' : 'Give the group a title.')
  try {
    const { chat } = await ask('/people/chats', { body: { bot: state.bot, title, members: [state.as] } })
    element('group-title').value = ''
    await loadBot()
    state.chat = chat.name
    await openChat()
    element('text').focus()
  } catch (error) {
    showError(error)
  }
}

function choosePerson() {
  const name = element('person').value.trim()
  if (name === '' || name === state.as) {
    element('person').value = state.as
    return
  }
  state.as = name
  openChat()
}
`
