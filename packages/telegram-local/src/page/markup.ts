/** What stands on the page before its script runs. Names and texts are put in by the script, as text only. */
export const markup = `
<header class="bar">
  <h1><span class="ball" aria-hidden="true"></span>KICKAI <small>embedded Telegram</small></h1>
  <fieldset class="bots" id="bots"><legend class="unseen">Environment</legend></fieldset>
</header>
<nav class="side" aria-label="Who and where">
  <label class="person">
    <span>You are</span>
    <input id="person" aria-label="You are" title="Who you are" list="persons" maxlength="64" autocomplete="off" spellcheck="false" placeholder="a name">
  </label>
  <datalist id="persons"></datalist>
  <div class="chats" id="chats" role="group" aria-label="Chats"></div>
  <form class="new-group" id="new-group">
    <input id="group-title" maxlength="64" autocomplete="off" placeholder="New group" aria-label="Title of a new group">
    <button type="submit">Make</button>
  </form>
</nav>
<main class="talk">
  <div class="head">
    <div class="who">
      <h2 id="title"></h2>
      <p id="members"></p>
    </div>
    <label class="privacy" id="privacy-label" hidden title="With privacy mode a bot sees only commands, mentions and replies in groups">
      <input type="checkbox" id="privacy"> <span>Privacy mode</span>
    </label>
  </div>
  <p class="notice" id="notice" role="status" hidden></p>
  <ol class="messages" id="messages" role="log" aria-live="polite" aria-label="Messages" tabindex="0"></ol>
  <div class="welcome" id="welcome" hidden></div>
  <div class="keys" id="keys" hidden></div>
  <form class="composer" id="composer">
    <ul class="commands" id="commands" role="listbox" aria-label="Commands" hidden></ul>
    <div class="answering" id="answering" hidden>
      <span id="answering-text"></span>
      <button type="button" id="answering-end" aria-label="Do not answer this message">&#x2715;</button>
    </div>
    <button type="button" class="round" id="contact" title="Share my contact" aria-label="Share my contact">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0 2c-4.4 0-8 2.2-8 5v1h16v-1c0-2.8-3.6-5-8-5Z"/></svg>
    </button>
    <textarea id="text" rows="1" maxlength="4096" placeholder="Message" aria-label="Message" aria-controls="commands"></textarea>
    <button type="submit" class="round send" title="Send" aria-label="Send">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20.5 21.5 12 3 3.5 3 10.2 15 12 3 13.8Z"/></svg>
    </button>
  </form>
</main>
<dialog id="alert"><p id="alert-text"></p><form method="dialog"><button>OK</button></form></dialog>
<p class="toast" id="toast" role="status" hidden></p>
<div class="locked" id="locked" hidden>
  <h2>This page needs its token</h2>
  <p>Open it by the address that was printed at the start; the token stands behind <code>#token=</code>.</p>
</div>
`
