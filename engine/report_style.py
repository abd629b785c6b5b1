"""The style of a report: quiet, light or dark as the reader's system is, and fit to print."""

from __future__ import annotations

STYLE = """
:root { --window: #F3F4F6; --surface: #FFF; --line: #DFE3E8; --text: #1B1F24; --text2: #57606A;
  --accent: #2158D0; --track: #E9ECF1; }
@media (prefers-color-scheme: dark) { :root { --window: #1C1E22; --surface: #24272C;
  --line: #363B43; --text: #ECEEF1; --text2: #A9B1BC; --accent: #7FAAFF; --track: #31353C; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text); font: 15px/1.5 "Segoe UI",
  "Microsoft YaHei UI", Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 960px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; margin: 0 0 20px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 12px; }
h3 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
h1 span, h2 span, h3 span { color: var(--text2); font-weight: 400; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 8px;
  padding: 20px; margin: 0 0 16px; }
.pictures { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start; }
figure { margin: 0; max-width: 100%; }
figcaption, .quiet, small { color: var(--text2); font-size: 13px; font-weight: 400; }
.note { border-left: 3px solid var(--accent); padding-left: 12px; }
.quiet { margin: 2px 0 8px; }
small { display: block; }
img { display: block; max-width: 100%; height: auto; border-radius: 4px; margin-bottom: 6px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; width: 38%; padding: 5px 16px 5px 0;
  overflow-wrap: anywhere; }
.number { text-align: right; width: 84px; }
.bar { background: var(--track); border-radius: 4px; height: 8px; overflow: hidden; }
.bar i { display: block; height: 8px; border-radius: 4px; background: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
dt { color: var(--text2); }
dd { margin: 0; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); padding: 16px 0; }
article:first-of-type { border: none; padding-top: 0; }
@media print { body { background: none; } main { max-width: none; padding: 0; }
  section { border: none; padding: 0 0 12px; } article, figure, tr { break-inside: avoid; }
  .bar, .bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
