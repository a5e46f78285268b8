/** Shows the open chat and follows it: what is new, edited or deleted comes by a request that waits. */
export const conversationScript = String.raw`
/** Keeps the newest message in sight, unless the reader has scrolled up. */
function stayAtEnd() {
  if (state.isAtEnd) element('messages').scrollTop = element('messages').scrollHeight
}

function scrolled() {
  const { scrollHeight, scrollTop, clientHeight } = element('messages')
  state.isAtEnd = scrollHeight - scrollTop - clientHeight < 80
}

function drawConversation() {
  const list = element('messages')
  const drawn = new Map([...list.children].map((child) => [Number(child.dataset.id), child]))
  const shown = [...state.messages.values()].sort((one, other) => one.id - other.id)
  let previous
  let before = null
  for (const message of shown) {
    const old = drawn.get(message.id)
    const isSame = old !== undefined && old.drawnFrom === message
    const item = isSame ? old : drawMessage(message, previous)
    item.drawnFrom = message
    if (old !== undefined && !isSame) old.replaceWith(item)
    else if (old === undefined) list.insertBefore(item, before === null ? list.firstChild : before.nextSibling)
    drawn.delete(message.id)
    before = item
    previous = message
  }
  for (const left of drawn.values()) left.remove()
  stayAtEnd()
  drawKeys(shown)
  drawWelcome(shown)
}

/** The keyboard that the bot asked for last, unless it took it away. */
function drawKeys(shown) {
  const last = shown.filter((message) => message.keyboard !== undefined && !message.deleted).at(-1)
  const keyboard = last === undefined ? undefined : last.keyboard
  const rows = keyboard !== undefined && keyboard.kind === 'keys' ? keyboard.rows : []
  const draw = (key) =>
    make(
      'button',
      { type: 'button', onclick: () => say(key.asksContact ? { contact: true } : { text: key.text }) },
      key.text,
    )
  element('keys').replaceChildren(...rows.map((row) => make('div', {}, ...row.map(draw))))
  element('keys').hidden = rows.length === 0
  element('text').placeholder = (keyboard && keyboard.placeholder) || 'Message'
}

function drawWelcome(shown) {
  const start =
    state.commands.length > 0 ? state.commands.slice(0, 4).map(({ command }) => '/' + command) : ['/start', '/help']
  element('welcome').replaceChildren(
    make('p', {}, state.as === '' ? 'Say who you are, then write.' : 'Nothing said here yet.'),
    make('div', {}, ...start.map((text) => make('button', { type: 'button', onclick: () => say({ text }) }, text))),
  )
  element('welcome').hidden = shown.length > 0
}

async function openChat() {
  const opened = ++state.opened
  remember()
  answerTo(null)
  state.messages = new Map()
  element('messages').replaceChildren()
  drawSide()
  drawHead()
  try {
    const chat = currentChat()
    const found =
      chat === undefined
        ? { messages: [] }
        : await ask('/people/chats/' + chat.id + '/messages' + query({ bot: state.bot }))
    const { commands } = await ask(
      '/people/commands' + query({ bot: state.bot, chat: state.chat, from: state.as || 'nobody' }),
    )
    if (opened !== state.opened) return
    state.commands = commands
    if (chat !== undefined) state.unread.delete(chat.id)
    for (const message of found.messages) state.messages.set(message.id, message)
    drawSide()
    state.isAtEnd = true
    drawConversation()
  } catch (error) {
    showError(error)
  }
}

async function loadBot() {
  const [{ chats, cursor }, { persons }] = await Promise.all([
    ask('/people/chats' + query({ bot: state.bot })),
    ask('/people/persons'),
  ])
  Object.assign(state, { chats, persons })
  return cursor
}

/** Follows one bot until another is chosen. A server that is away is asked again, with growing patience. */
async function follow() {
  if (state.following !== null) state.following.abort()
  const controller = new AbortController()
  state.following = controller
  state.unread.clear()
  let cursor
  let patience = 500
  while (!controller.signal.aborted) {
    try {
      if (cursor === undefined) {
        cursor = await loadBot()
        await openChat()
        await lookAfterBots()
      }
      const news = await ask('/people/changes' + query({ bot: state.bot, since: cursor, wait: 8 }), {
        signal: controller.signal,
      })
      if (controller.signal.aborted) return
      await lookAfterBots()
      patience = 500
      cursor = news.cursor
      if (news.messages.length > 0) await takeIn(news.messages)
    } catch (error) {
      if (controller.signal.aborted) return
      if (error.status === 401) {
        element('locked').hidden = false
        return
      }
      notice('Not connected. Trying again\u2026')
      await new Promise((resolve) => setTimeout(resolve, patience))
      patience = Math.min(patience * 2, 5000)
    }
  }
}

/** Says so when nothing has asked for this bot's messages for some seconds: then nobody will answer. */
async function lookAfterBots() {
  state.bots = (await ask('/people/bots')).bots
  const bot = currentBot()
  const isThere = bot.webhook !== null || bot.polling.open || Date.now() - (bot.polling.lastAsked || 0) < 5000
  notice(isThere ? '' : 'No process is running this bot right now. What you write waits for it.')
}

async function takeIn(messages) {
  const isNews = (message) => message.note !== undefined || !state.chats.some((chat) => chat.id === message.chat)
  const before = currentChat()
  if (messages.some(isNews)) await loadBot()
  const open = currentChat()
  for (const message of messages) {
    if (open !== undefined && message.chat === open.id) state.messages.set(message.id, message)
    else if (message.from.bot && !message.deleted && !message.edited)
      state.unread.set(message.chat, (state.unread.get(message.chat) || 0) + 1)
  }
  if (before !== undefined && open !== undefined && before.id !== open.id) return openChat()
  drawSide()
  drawHead()
  drawConversation()
}
`
