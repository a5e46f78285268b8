import { script } from './script.ts'
import { style } from './style.ts'

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
<header>
  <h1 id="name">KICKAI</h1>
  <p>The embedded platform on this machine. <span id="connection" role="status">Connecting…</span></p>
</header>
<main>
  <section id="environments" aria-label="Environments"></section>
  <section id="rehearsal" aria-labelledby="rehearsal-title">
    <div>
      <h2 id="rehearsal-title">Rehearsal</h2>
      <p>Ships a release that turns bad once it has traffic, in a throw-away environment with users on it. The environments above are not touched.</p>
      <button id="ship-broken" type="button">Ship a broken release</button>
    </div>
    <div>
      <p id="rescue" aria-live="polite"></p>
      <ol id="steps"></ol>
    </div>
  </section>
  <section id="links" aria-label="More"></section>
</main>
<noscript>This page shows live figures and needs JavaScript. The same is told by "kickai status".</noscript>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`
}
