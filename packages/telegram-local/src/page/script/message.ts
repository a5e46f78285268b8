/** Draws one message: who, what, its buttons, and what can be done with it. */
export const messageScript = String.raw`
const hues = [205, 155, 28, 265, 340, 185, 45, 300]
const hue = (id) => hues[Math.abs(id) % hues.length]

function face(name, id) {
  const drawn = make(
    'span',
    { class: 'face', 'aria-hidden': 'true' },
    (Array.from(name.trim())[0] || '?').toUpperCase(),
  )
  drawn.style.background = 'hsl(' + hue(id) + ' 48% 42%)'
  return drawn
}

function clock(seconds) {
  const date = new Date(seconds * 1000)
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return date.toDateString() === new Date().toDateString() ? time : date.toLocaleDateString() + ' ' + time
}

function drawMessage(message, previous) {
  if (message.note !== undefined) return make('li', { class: 'note', 'data-id': message.id }, message.note)
  const isMine = me() !== undefined && message.from.id === me().id
  const isFirst = previous === undefined || previous.note !== undefined || previous.from.id !== message.from.id
  const classes = ['message', isMine && 'mine', isFirst && 'first', message.deleted && 'gone'].filter(Boolean)
  return make(
    'li',
    { class: classes.join(' '), 'data-id': message.id },
    make(
      'div',
      { class: 'bubble' },
      isFirst && !isMine && (currentChat() || {}).type !== 'private' ? sender(message.from) : '',
      message.replyTo === undefined ? '' : quote(message.replyTo),
      ...content(message),
      make('span', { class: 'time' }, (message.edited ? 'edited ' : '') + clock(message.date)),
      message.delivered
        ? ''
        : make(
            'span',
            { class: 'unheard', title: 'Privacy mode: in groups a bot sees commands, mentions and replies' },
            'not shown to the bot',
          ),
    ),
    message.buttons === undefined || message.deleted ? '' : buttons(message),
    message.deleted
      ? ''
      : make(
          'button',
          {
            type: 'button',
            class: 'answer',
            title: 'Answer this',
            'aria-label': 'Answer this message',
            onclick: () => answerTo(message),
          },
          '\u21A9',
        ),
  )
}

function sender(from) {
  const drawn = make('span', { class: 'sender' }, from.name)
  drawn.style.color = 'hsl(' + hue(from.id) + ' 55% 45%)'
  return drawn
}

function content(message) {
  if (message.deleted) return [make('span', { class: 'words' }, 'Message deleted')]
  const parts = []
  if (message.document !== undefined) parts.push(documentCard(message.document))
  if (message.contact !== undefined) {
    parts.push(
      make(
        'div',
        { class: 'card' },
        face(message.contact.name, message.from.id),
        make('div', {}, make('b', {}, message.contact.name), make('span', {}, message.contact.phone)),
      ),
    )
  }
  if (message.text !== undefined) parts.push(make('span', { class: 'words' }, words(message.text, message.entities)))
  return parts
}

function documentCard(file) {
  const size = file.size < 1024 ? file.size + ' bytes' : Math.round(file.size / 1024) + ' kB'
  return make(
    'div',
    { class: 'card' },
    make('div', {}, make('b', {}, file.name), make('span', {}, size)),
    make('button', { type: 'button', onclick: () => download(file) }, 'Save'),
  )
}

async function download(file) {
  try {
    const response = await fetch('/people/documents/' + encodeURIComponent(file.id) + query({ bot: state.bot }), {
      headers: { authorization: 'Bearer ' + token },
    })
    const address = URL.createObjectURL(await response.blob())
    make('a', { href: address, download: file.name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 10000)
  } catch (error) {
    showError(error)
  }
}

function quote(id) {
  const answered = state.messages.get(id)
  const text = answered === undefined ? 'Message ' + id : answered.text || (answered.contact ? 'Contact' : 'Message')
  return make('button', { type: 'button', class: 'quote', onclick: () => flash(id) }, text)
}

function flash(id) {
  const drawn = element('messages').querySelector('[data-id="' + id + '"]')
  if (drawn === null) return
  drawn.scrollIntoView({ block: 'center', behavior: 'smooth' })
  drawn.classList.add('flash')
  setTimeout(() => drawn.classList.remove('flash'), 1200)
}

function buttons(message) {
  const draw = (button) =>
    button.url === undefined
      ? make('button', { type: 'button', onclick: (event) => tap(message, button, event.currentTarget) }, button.text)
      : link(button.url, button.text + ' \u2197')
  return make('div', { class: 'buttons' }, ...message.buttons.map((row) => make('div', {}, ...row.map(draw))))
}

async function tap(message, button, drawn) {
  drawn.setAttribute('aria-busy', 'true')
  try {
    const { answered, answer } = await ask('/people/taps', {
      body: {
        bot: state.bot,
        chat: state.chat,
        from: state.as,
        message: message.id,
        button: button.data || button.text,
      },
    })
    if (!answered) toast('The bot did not answer the tap.')
    else if (answer.text !== undefined && answer.showAlert) {
      element('alert-text').textContent = answer.text
      element('alert').showModal()
    } else if (answer.text !== undefined) toast(answer.text)
  } catch (error) {
    showError(error)
  }
  drawn.removeAttribute('aria-busy')
}
`
