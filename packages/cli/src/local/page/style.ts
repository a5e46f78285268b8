/** The page's style sheet. Places of changing texts keep their size, so that nothing moves when figures do. */
export const style = `
:root { color-scheme: light dark; --ink: #16211c; --soft: #56665e; --paper: #f4f7f5; --card: #ffffff; --line: #d7dfda; --good: #12703f; --bad: #b3261e; --busy: #865300; --good-back: #e2f3e9; --bad-back: #fbe6e4; --busy-back: #fbf0da; --still-back: #e9eeeb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ede9; --soft: #9db0a6; --paper: #0f1613; --card: #17201c; --line: #2a3731; --good: #62d79c; --bad: #ff8f86; --busy: #f0c36a; --good-back: #12301f; --bad-back: #3b1a18; --busy-back: #35280f; --still-back: #222e28; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 3rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1, h2, h3, p, dl, dd, ol { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 1.2rem; }
h3 { font-size: 1.05rem; }
a { color: var(--good); }
a:focus-visible, button:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
.soft, dt { color: var(--soft); }
.small { font-size: 0.875rem; margin-top: 0.6rem; }
main > section, #links > section { margin-top: 2rem; }
.title { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; justify-content: space-between; margin-bottom: 0.75rem; }
.top { flex-wrap: nowrap; align-items: flex-start; margin: 0; }
[data-tone=good] { color: var(--good); } [data-tone=bad] { color: var(--bad); } [data-tone=busy] { color: var(--busy); }

.state { display: inline-flex; align-items: center; gap: 0.45em; padding: 0.1rem 0.7rem; border-radius: 1rem; font-size: 0.875rem; font-weight: 600; white-space: nowrap; background: var(--still-back); }
.state::before { content: ''; width: 0.55em; height: 0.55em; border-radius: 50%; background: currentColor; }
.state[data-tone=good] { background: var(--good-back); } .state[data-tone=bad] { background: var(--bad-back); } .state[data-tone=busy] { background: var(--busy-back); }
@media (prefers-reduced-motion: no-preference) { .state[data-tone=busy]::before, #steps [data-tone=busy]::before { animation: breathe 1.2s ease-in-out infinite; } }
@keyframes breathe { 50% { opacity: 0.25; } }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem; padding: 1.1rem 1.25rem; }
#environments { display: grid; gap: 2.25rem; }
article { position: relative; min-width: 0; display: flex; flex-direction: column; }
article header { display: flex; justify-content: space-between; align-items: center; gap: 0.5rem; }
article + article::before { content: '↓'; position: absolute; top: -2.05rem; left: 0; right: 0; text-align: center; color: var(--soft); font-size: 1.25rem; }
@media (min-width: 60rem) {
  #environments { grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); }
  article + article::before { content: '→'; top: 50%; left: -2.25rem; right: auto; width: 2.25rem; transform: translateY(-50%); }
}
.count { margin: 0.6rem 0; display: flex; gap: 0.4rem; align-items: baseline; color: var(--soft); font-variant-numeric: tabular-nums; }
.count strong { font-size: 1.6rem; line-height: 1.2; color: var(--ink); }
.count strong[data-tone=good] { color: var(--good); } .count strong[data-tone=bad] { color: var(--bad); }
.lost { margin-left: auto; display: flex; gap: 0.4rem; align-items: baseline; }
article dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.2rem 1rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
article dd { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.code { font-family: ui-monospace, monospace; font-size: 0.9em; }
.note { min-height: 1.5em; margin-top: 0.4rem; font-size: 0.875rem; color: var(--soft); overflow-wrap: anywhere; }
article .services { list-style: none; padding: 0.4rem 0 0; margin: 0; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.services li[data-tone=bad] { color: var(--bad); }
article a { margin-top: auto; font-size: 0.875rem; align-self: flex-start; }

.rescue { display: grid; gap: 1.5rem 2.5rem; }
@media (min-width: 60rem) { .rescue { grid-template-columns: 3fr 2fr; } }
#figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 0.75rem 1.25rem; margin-bottom: 1rem; }
#figures div { display: flex; flex-direction: column-reverse; }
#figures dt { font-size: 0.875rem; }
#figures dd { font-size: 1.6rem; line-height: 1.25; font-weight: 700; font-variant-numeric: tabular-nums; }
.stale { opacity: 0.55; }
#rescue { min-height: 1.5em; }
button { margin-top: 1rem; width: 15rem; font: inherit; font-weight: 600; color: #fff; background: #b3261e; border: 0; border-radius: 0.6rem; padding: 0.6rem 1.1rem; cursor: pointer; }
button:hover:enabled { background: #98201a; }
button:disabled { color: var(--soft); background: var(--still-back); cursor: default; }
#steps { padding: 0; list-style: none; align-self: center; }
#steps li { position: relative; padding: 0.18rem 0 0.18rem 1.6rem; color: var(--ink); }
#steps li::before { content: '✓'; position: absolute; left: 0.2rem; color: var(--good); font-weight: 700; }
#steps li[data-tone=busy]::before { content: '●'; color: var(--busy); }
#steps li[data-tone=bad]::before { content: '×'; color: var(--bad); }
#steps li[data-tone=''] { color: var(--soft); }
#steps li[data-tone='']::before { content: '○'; color: var(--soft); font-weight: 400; }
iframe { display: block; width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: 0.9rem; background: var(--card); }
`
