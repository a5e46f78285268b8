/** The page's style sheet. */
export const style = `
:root { color-scheme: light dark; --ink: #16211c; --soft: #5b6b63; --paper: #f6f8f6; --card: #ffffff; --line: #d9e0dc; --good: #17794a; --bad: #b3261e; --warm: #8a5a00; --accent: #17794a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ede9; --soft: #9fb0a7; --paper: #111815; --card: #18211d; --line: #2b3832; --good: #5fd39b; --bad: #ff8a80; --warm: #f0c36a; --accent: #2a9d68; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem; }
header h1 { margin: 0; font-size: 1.6rem; letter-spacing: -0.01em; }
header p, .label { margin: 0; color: var(--soft); }
section { margin-bottom: 1.5rem; }
#environments { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); }
article, #rehearsal { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem 1.25rem; }
article h2, #rehearsal h2 { margin: 0 0 0.25rem; font-size: 1.1rem; }
article .state { float: right; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--warm); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.15rem 0.9rem; margin: 0.6rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
code { font: 0.9em ui-monospace, monospace; }
#rehearsal { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
#rehearsal p { margin: 0 0 0.75rem; }
button { font: inherit; font-weight: 600; color: #fff; background: var(--bad); border: 0; border-radius: 0.5rem; padding: 0.55rem 1rem; cursor: pointer; }
@media (prefers-color-scheme: dark) { button { color: #1b0b0a; } }
button:disabled { opacity: 0.5; cursor: default; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#steps { margin: 0; padding-left: 1.25rem; max-height: 12rem; overflow: auto; color: var(--soft); font-size: 0.9rem; }
#links h2 { font-size: 1.1rem; margin: 0 0 0.5rem; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
`
