// Words of the centre's lists: marked in the text and on the wave, with a legend that leads to each place.
import { announce } from "../announce";
import { drawMarks } from "../player/marks";
import { waveOnPage } from "../player/mount";
import { word } from "../words";
import { rangesOf } from "./marks";

interface Place {
  list: number;
  turn: number;
  position: number;
  start: number;
  end: number;
  second: number | null;
}

interface Found {
  lists: { title: string; origin: string; about: string; count: number }[];
  marks: Place[];
}

/** What shows the text: the scoring screen's transcript, or the page of one interaction. */
export interface Reader {
  readonly pane: HTMLElement;
  goTo(turn: number, position: number): unknown;
}

// So many looks there are; further lists begin again at the first.
const LOOKS = 4;
const WIDE_S = 0.6;

export class SaidWords {
  private found: Found = { lists: [], marks: [] };
  private at = -1;
  private waiting = false;

  constructor(
    private readonly url: string,
    private readonly transcript: Reader,
    signal: AbortSignal,
  ) {
    // Evidence changes the text's nodes, and long texts come in parts: what is marked is found anew.
    const watcher = new MutationObserver(() => this.soon());
    watcher.observe(transcript.pane, { childList: true, subtree: true });
    signal.addEventListener("abort", () => {
      watcher.disconnect();
      clear();
    });
    void this.load();
  }

  get any(): boolean {
    return this.found.marks.length > 0;
  }

  /** Asks again: an answer may have brought further phrases into sight. */
  async load(): Promise<void> {
    const response = await fetch(this.url).catch(() => null);
    if (!response?.ok || !this.transcript.pane.isConnected) return;
    this.found = (await response.json()) as Found;
    this.at = -1;
    this.legend();
    this.wave();
    this.soon();
  }

  /** Goes to the next place, of one list or of all, and from the last to the first again. */
  next(list?: number): void {
    const { marks, lists } = this.found;
    const count = marks.length;
    for (let step = 1; step <= count; step += 1) {
      const index = (this.at + step) % count;
      const place = marks[index];
      if (!place || (list !== undefined && place.list !== list)) continue;
      this.at = index;
      void this.transcript.goTo(place.turn, place.position);
      const of = marks.filter((one) => list === undefined || one.list === list);
      announce(word("said-at", { list: lists[place.list]?.title ?? "", n: of.indexOf(place) + 1, total: of.length }));
      return;
    }
  }

  private legend(): void {
    const bar = document.getElementById("said");
    const pattern = document.getElementById("said-pattern") as HTMLTemplateElement | null;
    const row = bar?.querySelector("[data-lists]");
    if (!bar || !pattern || !row) return;
    row.replaceChildren(...this.found.lists.map((one, index) => {
      const button = (pattern.content.cloneNode(true) as DocumentFragment).querySelector("button") as HTMLButtonElement;
      button.querySelector("i")?.classList.add(`said-${index % LOOKS}`);
      const [name, count] = button.querySelectorAll("span");
      if (name) name.textContent = one.title;
      if (one.about) button.title = one.about;
      if (count) count.textContent = String(one.count);
      button.addEventListener("click", () => this.next(index));
      return button;
    }));
    bar.hidden = !this.any;
  }

  private wave(): void {
    const wave = waveOnPage();
    if (!wave) return;
    drawMarks(wave.canvas, wave.duration, "word", this.found.marks.flatMap((one) => one.second === null ? []
      : [{ start: one.second, end: Math.min(one.second + WIDE_S, wave.duration), kind: "word" }]));
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  private paint(): void {
    clear();
    const looks: Range[][] = Array.from({ length: LOOKS }, () => []);
    for (const one of this.found.marks) {
      const turn = document.getElementById(`t${one.turn}`) ?? document.getElementById(`turn-${one.position}`);
      if (turn) looks[one.list % LOOKS]?.push(...rangesOf(turn, one.start, one.end));
    }
    looks.forEach((ranges, look) => {
      if (ranges.length) registry()?.set(`said-${look}`, new Highlight(...ranges));
    });
  }
}

/** Marks that leave the text's nodes alone; a browser without them shows the legend only. */
function registry(): HighlightRegistry | undefined {
  return typeof CSS !== "undefined" && "highlights" in CSS ? CSS.highlights : undefined;
}

function clear(): void {
  for (let look = 0; look < LOOKS; look += 1) registry()?.delete(`said-${look}`);
}
