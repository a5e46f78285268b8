/** How the report looks, on a screen and on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.soft { opacity: .75; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.kept { color: #2f7d4f; } .missed { color: #b3261e; }
@media (prefers-color-scheme: dark) { .kept { color: #6fce96; } .missed { color: #ff8a80; } }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; }
.u-legend th, .u-legend td { border: 0; padding: 0 .2rem; }
figure { margin: 0; min-width: 0; } figcaption { font-weight: 600; } summary { cursor: pointer; font-weight: 600; }
`
