/** Makes elements and fills them. What is there already is not touched, so that nothing flickers or loses the focus. */
export const elementsScript = `
const byId = (id) => document.getElementById(id)

function element(name, className, ...children) {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...children)
  return made
}

// Text is only ever set as text: nothing that a service, a commit or an error says becomes markup.
function fill(node, text, tone = '') {
  if (node.textContent !== text) node.textContent = text
  if (node.dataset.tone !== tone) node.dataset.tone = tone
}

function point(link, address) {
  link.hidden = address === undefined
  if (address === undefined || link.href === address) return
  link.href = address
  link.textContent = address.replace('http://', '')
}

const counted = (number) => number.toLocaleString('en-GB')
const shortDigest = (digest) => digest.replace('sha256:', '').slice(0, 12)
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
`
