/** What the page knows, how it asks the server, and how it remembers its choice behind the '#'. */
export const stateScript = `
const place = new URLSearchParams(location.hash.slice(1))
const token = place.get('token') || ''
const state = {
  bots: [],
  bot: place.get('bot') || '',
  as: place.get('as') || '',
  chat: place.get('chat') || 'private',
  persons: [],
  chats: [],
  messages: new Map(),
  unread: new Map(),
  commands: [],
  replyTo: null,
  following: null,
  opened: 0,
  isAtEnd: true,
}

const element = (id) => document.getElementById(id)

/** Makes an element. Whatever is put in is text or another element, never markup. */
function make(tag, attributes, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== ''))
  return made
}

/** Asks the people's API. Throws an error that carries the server's sentence, its way out and its code. */
async function ask(path, options) {
  const { body, signal } = options || {}
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    signal,
    cache: 'no-store',
    headers: {
      authorization: 'Bearer ' + token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const answer = await response.json()
  if (response.ok) return answer
  throw Object.assign(new Error(answer.message), { code: answer.code, wayOut: answer.wayOut, status: response.status })
}

const query = (values) => '?' + new URLSearchParams(values)
const currentBot = () => state.bots.find((bot) => bot.name === state.bot)
const me = () => state.persons.find((person) => person.name === state.as)

/** The chat that is open, or undefined while nobody has written there. */
function currentChat() {
  if (state.chat === 'private') return state.chats.find((chat) => chat.type === 'private' && chat.name === state.as)
  return state.chats.find((chat) => chat.name === state.chat)
}

function remember() {
  const values = new URLSearchParams({ token, bot: state.bot, as: state.as, chat: state.chat })
  history.replaceState(null, '', '#' + values)
}

let toastTimer
function toast(text) {
  element('toast').textContent = text
  element('toast').hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => {
    element('toast').hidden = true
  }, 4000)
}

const showError = (error) =>
  toast(error.wayOut ? error.message + ' ' + error.wayOut : 'The server did not answer: ' + error.message)

function notice(text) {
  element('notice').textContent = text
  element('notice').hidden = text === ''
}
`
