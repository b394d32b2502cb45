// Places in the text of turns: from a selection to characters and back to yellow marks.
export interface Stretch {
  turn: HTMLElement;
  start: number;
  end: number;
  text: string;
}

const MARKS = ".mk, .mk-on";

/** Length in Unicode code points, as the server counts. */
export function points(text: string): number {
  return [...text].length;
}

/** What of each turn lies within the selection, without spaces at its ends. */
export function selected(selection: Selection | null, pane: HTMLElement): Stretch[] {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return [];
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(pane)) return [];
  const holders = [...pane.querySelectorAll<HTMLElement>("[data-text]")];
  return holders
    .filter((holder) => range.intersectsNode(holder))
    .map((holder) => within(holder, range))
    .filter((one): one is Stretch => one !== null);
}

/** All the text of a turn. */
export function wholeTurn(turn: HTMLElement): Stretch | null {
  // Of a letter its own words; what it repeats only where it says nothing else.
  const holder = turn.querySelector<HTMLElement>("p[data-text]:not(.quoted p)") ?? turn.querySelector<HTMLElement>("[data-text]");
  if (!holder) return null;
  const range = document.createRange();
  range.selectNodeContents(holder);
  return within(holder, range);
}

function within(holder: HTMLElement, range: Range): Stretch | null {
  const turn = holder.closest<HTMLElement>("[data-turn]");
  const inner = document.createRange();
  inner.selectNodeContents(holder);
  if (range.compareBoundaryPoints(Range.START_TO_START, inner) > 0) inner.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, inner) < 0) inner.setEnd(range.endContainer, range.endOffset);
  const raw = inner.toString();
  const text = raw.trim();
  if (!turn || !text) return null;
  const ahead = document.createRange();
  ahead.selectNodeContents(holder);
  ahead.setEnd(inner.startContainer, inner.startOffset);
  const lead = raw.slice(0, raw.length - raw.trimStart().length);
  const start = Number(holder.dataset["text"]) + points(ahead.toString()) + points(lead);
  return { turn, start, end: start + points(text), text };
}

/** Takes all marks out of a turn and draws those given; `on` are of the focused question. */
export function drawStretches(turn: HTMLElement, wanted: { start: number; end: number; on: boolean }[]): void {
  for (const mark of turn.querySelectorAll(MARKS)) mark.replaceWith(...mark.childNodes);
  for (const holder of turn.querySelectorAll<HTMLElement>("[data-text]")) {
    holder.normalize();
    for (const one of wanted) draw(holder, one);
  }
}

/** Where characters of a turn stand on the page, as the browser marks them; nothing is changed. */
export function rangesOf(turn: HTMLElement, start: number, end: number): Range[] {
  return [...turn.querySelectorAll<HTMLElement>("[data-text]")].flatMap((holder) =>
    pieces(holder, { start, end }).map(([part, from, to]) => rangeIn(part, from, to)));
}

function draw(holder: HTMLElement, wanted: { start: number; end: number; on: boolean }): void {
  for (const [part, from, to] of pieces(holder, wanted)) wrap(part, from, to, wanted.on);
}

/** The parts of a text that lie within it, each with where that begins and ends in the part. */
function pieces(holder: HTMLElement, wanted: { start: number; end: number }): [Text, number, number][] {
  let at = Number(holder.dataset["text"]);
  const found: [Text, number, number][] = [];
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const part = walker.currentNode as Text;
    const length = points(part.data);
    const from = Math.max(wanted.start - at, 0);
    const to = Math.min(wanted.end - at, length);
    if (from < to) found.push([part, from, to]);
    at += length;
  }
  return found;
}

function rangeIn(part: Text, from: number, to: number): Range {
  const letters = [...part.data];
  const units = (count: number) => letters.slice(0, count).join("").length;
  const range = document.createRange();
  range.setStart(part, units(from));
  range.setEnd(part, units(to));
  return range;
}

function wrap(part: Text, from: number, to: number, on: boolean): void {
  const range = rangeIn(part, from, to);
  const mark = document.createElement("span");
  mark.className = on ? "mk-on" : "mk";
  range.surroundContents(mark);
}
