/** Writing: text, commands with suggestions, contacts, and answers to a message. */
export const composerScript = String.raw`
async function say(saying) {
  if (state.as === '') {
    toast('Say who you are first.')
    element('person').focus()
    return false
  }
  const answer = state.replyTo === null ? {} : { replyTo: state.replyTo.id }
  try {
    const { chat, message } = await ask('/people/messages', {
      body: { bot: state.bot, chat: state.chat, from: state.as, ...saying, ...answer },
    })
    answerTo(null)
    if (!state.chats.some((one) => one.id === chat.id) || me() === undefined) await loadBot()
    if ((currentChat() || {}).id === chat.id) state.messages.set(message.id, message)
    drawSide()
    drawHead()
    state.isAtEnd = true
    drawConversation()
    return true
  } catch (error) {
    showError(error)
    return false
  }
}

async function send(event) {
  event.preventDefault()
  const text = element('text').value
  if (text.trim() === '') return
  element('text').value = ''
  typed()
  if (!(await say({ text }))) {
    element('text').value = text
    typed()
  }
}

function answerTo(message) {
  state.replyTo = message
  element('answering').hidden = message === null
  if (message === null) return
  element('answering-text').textContent = message.from.name + ': ' + (message.text || 'message')
  element('text').focus()
}

let choice = 0
const suggestions = () => {
  const match = /^\/([a-z0-9_]*)$/i.exec(element('text').value)
  return match === null ? [] : state.commands.filter(({ command }) => command.startsWith(match[1].toLowerCase()))
}

/** Fits the field to its text, and offers the commands that begin like it. */
function typed() {
  const field = element('text')
  field.style.height = 'auto'
  field.style.height = field.scrollHeight + 2 + 'px'
  choice = 0
  drawSuggestions()
}

function drawSuggestions() {
  const found = suggestions()
  element('commands').hidden = found.length === 0
  element('commands').replaceChildren(
    ...found.map(({ command, description }, index) =>
      make(
        'li',
        {
          id: 'command-' + index,
          role: 'option',
          'aria-selected': String(index === choice),
          onmousedown: (event) => {
            event.preventDefault()
            take(command)
          },
        },
        make('b', {}, '/' + command),
        make('span', {}, description),
      ),
    ),
  )
  if (found.length > 0) element('text').setAttribute('aria-activedescendant', 'command-' + choice)
  else element('text').removeAttribute('aria-activedescendant')
  const chosen = element('command-' + choice)
  if (chosen !== null) chosen.scrollIntoView({ block: 'nearest' })
}

function take(command) {
  element('text').value = '/' + command + ' '
  typed()
  element('text').focus()
}

function keyed(event) {
  const found = suggestions()
  const isOpen = found.length > 0 && !element('commands').hidden
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (isOpen && step !== undefined) {
    choice = (choice + step + found.length) % found.length
    drawSuggestions()
  } else if (isOpen && event.key === 'Tab' && !event.shiftKey) take(found[choice].command)
  else if (isOpen && event.key === 'Escape') element('commands').hidden = true
  else if (event.key === 'Escape') answerTo(null)
  else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    const isWhole = found.some(({ command }) => '/' + command === element('text').value)
    if (isOpen && !isWhole) take(found[choice].command)
    else element('composer').requestSubmit()
  } else return
  event.preventDefault()
}
`
