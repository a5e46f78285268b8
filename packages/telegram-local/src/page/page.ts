import { createHash } from 'node:crypto'
import { markup } from './markup.ts'
import { beginScript } from './script/begin.ts'
import { composerScript } from './script/composer.ts'
import { conversationScript } from './script/conversation.ts'
import { messageScript } from './script/message.ts'
import { sideScript } from './script/side.ts'
import { stateScript } from './script/state.ts'
import { wordsScript } from './script/words.ts'
import { style } from './style.ts'

const parts = [stateScript, wordsScript, messageScript, sideScript, composerScript, conversationScript, beginScript]
const script = `'use strict';\n(() => {${parts.join('')}})()\n`
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page where a person chats with the bots, whole and in one piece. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>KICKAI embedded Telegram</title>
<style>${style}</style>
</head>
<body>${markup}<script>${script}</script></body>
</html>
`

/**
 * The headers that the page is served with: it runs its own script only, asks its own server only, and is framed by
 * pages of this machine only.
 */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors http://127.0.0.1:*',
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const
