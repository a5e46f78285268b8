import { beginScript } from './script/begin.ts'
import { elementsScript } from './script/elements.ts'
import { environmentsScript } from './script/environments.ts'
import { rehearsalScript } from './script/rehearsal.ts'
import { style } from './style.ts'

const parts = [elementsScript, environmentsScript, rehearsalScript, beginScript]
const script = `'use strict'
const token = document.querySelector('meta[name="kickai-token"]').content
${parts.join('')}`

/**
 * The page, whole: no file is read and nothing is loaded from elsewhere. `token` lets this page, and no other one in the
 * user's browser, ship a broken release; `nonce` is what the content security policy lets run.
 */
export function pageDocument(token: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="kickai-token" content="${token}">
<title>KICKAI on this machine</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
${markup}
<script nonce="${nonce}">${script}</script>
</body>
</html>
`
}

const markup = `<header class="title top">
  <div><h1 id="name">KICKAI</h1><p class="soft">The embedded platform on this machine</p></div>
  <span id="connection" class="state" role="status">connecting</span>
</header>
<main>
  <section aria-labelledby="environments-title">
    <header class="title"><h2 id="environments-title">Environments</h2><p id="train" class="soft">Looking…</p></header>
    <div id="environments"></div>
    <p class="soft small">Two requests a second go to each environment from here. One is lost when it gets no whole answer.</p>
  </section>
  <section aria-labelledby="rehearsal-title">
    <header class="title"><h2 id="rehearsal-title">Rescue</h2><p id="rescue" class="soft" aria-live="polite"></p></header>
    <div class="card rescue">
      <div>
        <dl id="figures">
          <div><dt>caught after</dt><dd id="caught">–</dd></div>
          <div><dt>old one back after</dt><dd id="back">–</dd></div>
          <div><dt>requests</dt><dd id="sent">–</dd></div>
          <div><dt>lost</dt><dd id="lost">–</dd></div>
        </dl>
        <p class="soft">Ships a release that turns bad as soon as it has users, 400 requests a second, in a throw-away environment. The environments above stay as they are.</p>
        <button id="ship-broken" type="button" disabled>Ship a broken release</button>
      </div>
      <ol id="steps" aria-label="What happens"></ol>
    </div>
  </section>
  <div id="links"></div>
</main>
<noscript>This page shows live figures and needs JavaScript. "kickai status" tells the same.</noscript>`
