/** The page's look: light and dark, wide and down to 320 px, without anything from outside. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #eef1f4; --panel: #ffffff; --line: #dfe4e9; --ink: #14202b; --quiet: #5d6b78;
  --accent: #0b7a4b; --accent-ink: #ffffff; --soft: #e2f2ea;
  --theirs: #ffffff; --mine: #d5f0e1; --tap: #dce4ea; --danger: #b3261e; --warn: #fff4d6; --warn-ink: #6b4e00;
  --shade: 0 1px 2px rgb(16 32 48 / 12%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10171d; --panel: #18222b; --line: #28343f; --ink: #e6edf3; --quiet: #93a3b1;
    --accent: #35b57d; --accent-ink: #06251a; --soft: #16362a;
    --theirs: #1e2a34; --mine: #17472f; --tap: #2a3844; --danger: #ff8a80; --warn: #3a3013; --warn-ink: #ffe08a;
    --shade: 0 1px 2px rgb(0 0 0 / 40%);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body {
  display: grid; grid-template: auto minmax(0, 1fr) / 17rem minmax(0, 1fr); grid-template-areas: "bar bar" "side talk";
  background: var(--ground); color: var(--ink); height: 100dvh;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.bar { grid-area: bar; display: flex; align-items: center; gap: .75rem 1.25rem; padding: .55rem 1rem;
  background: var(--panel); border-bottom: 1px solid var(--line); }
.bar h1 { display: flex; align-items: center; gap: .5rem; margin: 0; font-size: 1.05rem; letter-spacing: .01em; white-space: nowrap; }
.bar h1 small { font-weight: 400; font-size: .85rem; color: var(--quiet); }
.ball { width: 1rem; height: 1rem; border-radius: 50%; background: var(--accent); box-shadow: inset -.2rem -.2rem 0 rgb(0 0 0 / 18%); }
.bots { display: flex; min-width: 0; margin: 0 0 0 auto; padding: 3px; gap: 2px; border: 0; border-radius: 999px; background: var(--ground); overflow-x: auto; }
.bots label { position: relative; flex: none; }
.bots input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.bots span { display: block; padding: .2rem .8rem; border-radius: 999px; color: var(--quiet); }
.bots input:checked + span { background: var(--accent); color: var(--accent-ink); font-weight: 600; }
.bots input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 1px; }

.side { grid-area: side; display: flex; flex-direction: column; gap: .75rem; min-height: 0; padding: 1rem .75rem; background: var(--panel); border-right: 1px solid var(--line); }
.person span { display: block; margin: 0 .35rem .25rem; font-size: .8rem; color: var(--quiet); }
.side input { width: 100%; min-width: 0; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--ground); }
.chats { display: flex; flex-direction: column; gap: 2px; overflow-y: auto; flex: 1; margin: 0 -.25rem; padding: .1rem .25rem; }
.chats button { display: flex; align-items: center; gap: .65rem; width: 100%; padding: .5rem .55rem; border: 0; border-radius: .7rem; background: none; text-align: left; }
.chats button:hover { background: var(--ground); }
.chats button[aria-current="true"] { background: var(--soft); }
.chats .label { flex: 1; min-width: 0; }
.chats .label b, .chats .label i { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chats .label b { font-weight: 600; }
.chats .short { display: none; }
.chats .label i { font-style: normal; font-size: .82rem; color: var(--quiet); }
.chats .count { min-width: 1.35rem; padding: 0 .35rem; border-radius: 999px; background: var(--accent); color: var(--accent-ink); font-size: .78rem; font-weight: 600; text-align: center; }
.face { flex: none; display: grid; place-items: center; width: 2.3rem; height: 2.3rem; border-radius: 50%; font-weight: 600; color: #fff; }
.new-group { display: flex; gap: .4rem; }
.new-group button, dialog button, .answering button { padding: .4rem .8rem; border: 0; border-radius: .6rem; background: var(--tap); }

.talk { grid-area: talk; position: relative; display: flex; flex-direction: column; min-height: 0; min-width: 0; }
.head { display: flex; align-items: center; gap: 1rem; padding: .55rem 1.1rem; background: var(--panel); border-bottom: 1px solid var(--line); }
.who { flex: 1; min-width: 0; }
.who h2 { margin: 0; font-size: 1rem; }
.who p { margin: 0; font-size: .82rem; color: var(--quiet); }
.who h2, .who p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.privacy { display: flex; align-items: center; gap: .4rem; font-size: .82rem; color: var(--quiet); white-space: nowrap; }
.privacy input { accent-color: var(--accent); }
.notice { margin: 0; padding: .45rem 1.1rem; background: var(--warn); color: var(--warn-ink); font-size: .88rem; }

.messages { flex: 1; margin: 0; padding: 1rem 1.1rem; list-style: none; overflow-y: auto; overscroll-behavior: contain; display: flex; flex-direction: column; gap: .3rem; }
.messages:focus-visible { outline-offset: -3px; }
.messages > :first-child { margin-top: auto; }
.message { position: relative; align-self: flex-start; display: flex; flex-direction: column; max-width: min(38rem, 85%); animation: come .16s ease-out; }
.message.mine { align-self: flex-end; }
.message.first { margin-top: .55rem; }
@keyframes come { from { opacity: 0; transform: translateY(4px); } }
@media (prefers-reduced-motion: reduce) { .message { animation: none; } }
.bubble { padding: .4rem .75rem .35rem; border-radius: 1rem 1rem 1rem .3rem; background: var(--theirs); box-shadow: var(--shade); }
.mine .bubble { border-radius: 1rem 1rem .3rem 1rem; background: var(--mine); }
.sender { display: block; font-size: .82rem; font-weight: 600; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; }
.words a { color: var(--accent); }
.words pre { margin: .25rem 0; padding: .5rem .65rem; border-radius: .5rem; background: var(--ground); overflow-x: auto; white-space: pre; }
.words code, .words pre { font: .9em/1.45 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
.words blockquote { margin: .2rem 0; padding-left: .6rem; border-left: 3px solid var(--accent); }
.words .spoiler { background: var(--quiet); color: transparent; border-radius: .2rem; }
.words .spoiler:hover, .words .spoiler:focus { background: none; color: inherit; }
.command { padding: 0; border: 0; background: none; color: var(--accent); font: inherit; }
.command:hover { text-decoration: underline; }
.quote { display: block; width: 100%; margin: .1rem 0 .3rem; padding: .15rem .55rem; border: 0; border-left: 3px solid var(--accent); border-radius: .3rem; background: rgb(127 127 127 / 12%); font-size: .86rem; text-align: left; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.card { display: flex; align-items: center; gap: .6rem; padding: .25rem 0; }
.card b, .card div span { display: block; overflow-wrap: anywhere; }
.card div span { font-size: .85rem; color: var(--quiet); }
.card button { border: 0; border-radius: .5rem; padding: .3rem .6rem; background: var(--tap); }
.time { float: right; margin: .35rem 0 0 .75rem; font-size: .72rem; color: var(--quiet); }
.unheard { display: block; clear: both; font-size: .76rem; color: var(--quiet); white-space: nowrap; }
.buttons { display: grid; gap: 4px; margin-top: 4px; }
.buttons div { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 4px; }
.buttons button, .buttons a, .keys button { display: block; padding: .42rem .6rem; border: 0; border-radius: .65rem; background: var(--tap); color: inherit; text-align: center; text-decoration: none; overflow-wrap: anywhere; box-shadow: var(--shade); }
.buttons button:hover, .buttons a:hover, .keys button:hover { filter: brightness(.96); }
.buttons button[aria-busy="true"] { opacity: .55; }
.answer { position: absolute; top: .1rem; right: -2.2rem; width: 1.9rem; height: 1.9rem; border: 0; border-radius: 50%; background: none; color: var(--quiet); opacity: 0; }
.mine .answer { right: auto; left: -2.2rem; }
.message:hover .answer, .answer:focus-visible { opacity: 1; }
.note { align-self: center; margin: .35rem 0; padding: .1rem .7rem; border-radius: 999px; background: rgb(127 127 127 / 14%); font-size: .8rem; color: var(--quiet); }
.gone .bubble { font-style: italic; color: var(--quiet); }
.flash .bubble { outline: 2px solid var(--accent); }

.welcome { position: absolute; inset: 38% 1rem auto; display: grid; justify-items: center; gap: .8rem; text-align: center; color: var(--quiet); }
.welcome div { display: flex; flex-wrap: wrap; justify-content: center; gap: .4rem; }
.welcome button { padding: .35rem .9rem; border: 1px solid var(--line); border-radius: 999px; background: var(--panel); color: var(--accent); }
.keys { display: grid; gap: 4px; padding: .4rem 1.1rem 0; }
.keys div { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 4px; }
.composer { position: relative; display: flex; flex-wrap: wrap; align-items: flex-end; gap: .5rem; padding: .6rem 1.1rem .8rem; }
.composer textarea:focus-visible, .side input:focus-visible { outline: 0; border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.composer textarea { flex: 1; min-width: 0; max-height: 9.5rem; padding: .55rem .9rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--panel); resize: none; }
.round { flex: none; display: grid; place-items: center; width: 2.6rem; height: 2.6rem; border: 0; border-radius: 50%; background: none; }
.round svg { width: 1.3rem; height: 1.3rem; fill: var(--quiet); }
.round:hover { background: var(--tap); }
.round.send { background: var(--accent); }
.round.send svg { fill: var(--accent-ink); margin-left: .1rem; }
.answering { flex-basis: 100%; display: flex; align-items: center; gap: .6rem; padding-left: .7rem; border-left: 3px solid var(--accent); font-size: .88rem; }
.answering span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.commands { position: absolute; left: 1.1rem; right: 1.1rem; bottom: 100%; max-height: 15rem; margin: 0; padding: .3rem; list-style: none; overflow-y: auto; border: 1px solid var(--line); border-radius: .8rem; background: var(--panel); box-shadow: 0 6px 24px rgb(0 0 0 / 18%); z-index: 2; }
.commands li { display: flex; gap: .8rem; padding: .35rem .6rem; border-radius: .5rem; cursor: pointer; }
.commands li b { flex: none; font-weight: 600; color: var(--accent); }
.commands li span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--quiet); }
.commands li[aria-selected="true"] { background: var(--soft); }

dialog { max-width: 24rem; border: 0; border-radius: 1rem; padding: 1.2rem; background: var(--panel); color: inherit; box-shadow: 0 10px 40px rgb(0 0 0 / 30%); }
dialog p { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
dialog form { display: flex; justify-content: flex-end; }
.toast { position: fixed; left: 50%; top: 8rem; transform: translateX(-50%); max-width: 90vw; margin: 0; padding: .5rem 1rem; border-radius: .8rem; background: #22303c; color: #fff; box-shadow: 0 6px 24px rgb(0 0 0 / 30%); z-index: 3; }
.locked { position: fixed; inset: 0; display: grid; place-content: center; padding: 1rem; background: var(--ground); text-align: center; z-index: 4; }

@media (max-width: 720px) {
  body { grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr); grid-template-areas: "bar" "side" "talk"; }
  .bar { padding: .45rem .75rem; gap: .6rem; }
  .bar h1 small, .new-group { display: none; }
  .bots span { padding: .2rem .6rem; }
  .side { flex-direction: row; align-items: center; gap: .5rem; padding: .4rem .75rem; border-right: 0; border-bottom: 1px solid var(--line); }
  .person { flex: none; display: flex; align-items: center; gap: .4rem; }
  .person span { margin: 0; }
  .side .person input { width: 5rem; padding: .3rem .5rem; }
  .person span { display: none; }
  .chats { flex-direction: row; overflow-x: auto; scrollbar-width: none; }
  .chats button { width: auto; gap: .4rem; padding: .3rem .65rem; white-space: nowrap; }
  .chats .face, .chats .label i, .chats .long { display: none; }
  .chats .short { display: inline; }
  .chats .label b { font-weight: 500; font-size: .9rem; }
  .head { padding: .4rem .75rem; }
  .messages { padding: .75rem; }
  .message { max-width: 88%; }
  .answer { display: none; }
  .keys { padding: .4rem .75rem 0; }
  .composer { padding: .5rem .75rem .6rem; gap: .35rem; }
  .commands { left: .75rem; right: .75rem; }
}
`
