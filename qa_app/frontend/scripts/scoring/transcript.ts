// The transcript on the page: selected turn, chunks of long texts, find, and the turn being spoken.
import { Follower } from "../player/following";
import { drawMarks } from "../player/marks";
import { currentPlayer, waveOnPage } from "../player/mount";
import { word } from "../words";
import { showPane } from "./panes";

const MOST_CHUNKS = 16;
// The server stops looking after so many.
const MOST_HITS = 1000;
const QUOTED = "details.quoted";
// So long after a letter another may follow before anybody is asked.
const PAUSE_MS = 60;
// A further part is fetched when its beginning is so near.
const NEAR_PX = 4000;

export class Transcript {
  private readonly chunks: number;
  private readonly size: number;
  private shown: (() => void)[] = [];
  private adding: Promise<void> | undefined;
  private stepping: Promise<void> = Promise.resolve();
  private hits: number[] = [];
  private hit = -1;
  private readonly follower: Follower;
  private asked = 0;
  private wanted = "";

  constructor(
    readonly pane: HTMLElement,
    private readonly urls: { turns: string; find: string },
    signal: AbortSignal,
  ) {
    this.chunks = Number(pane.dataset["chunks"] ?? 1);
    this.size = Number(pane.dataset["size"] ?? 200);
    pane.addEventListener("scroll", () => void this.scrolled(), { passive: true });
    pane.addEventListener("click", (event) => this.clicked(event));
    this.follower = new Follower(pane, signal);
    document.addEventListener("qa:go-to", (event) => {
      event.preventDefault();
      const { id, position } = (event as CustomEvent<{ id: number; position: number }>).detail;
      void this.goTo(id, position);
    }, { signal });
    this.wireFind(signal);
  }

  onShown(listener: () => void): void {
    this.shown.push(listener);
  }

  selectedTurn(): HTMLElement | null {
    return this.pane.querySelector<HTMLElement>(".tn.sel");
  }

  select(turn: HTMLElement | null): void {
    this.selectedTurn()?.classList.remove("sel");
    turn?.classList.add("sel");
  }

  /** Selects the next or previous turn, beginning at the one in view or being spoken. */
  step(by: number): Promise<void> {
    showPane("left");
    // One after the other: a step that waits for further text must not swallow the next key.
    this.stepping = this.stepping.then(() => this.stepOnce(by));
    return this.stepping;
  }

  private async stepOnce(by: number): Promise<void> {
    const now = this.selectedTurn() ?? this.pane.querySelector<HTMLElement>(".tn.now");
    // The first time may only wait for what is being loaded already, at the other end perhaps.
    for (let tries = 0; now && tries < 2 && !this.neighbour(now, by); tries += 1) await this.extend(by > 0);
    const next = now ? this.neighbour(now, by) : this.topmost();
    if (!next) return;
    this.select(next);
    next.scrollIntoView({ block: "nearest" });
  }

  private neighbour(turn: HTMLElement, by: number): HTMLElement | undefined {
    const turns = this.turns();
    return turns[turns.indexOf(turn) + by];
  }

  private topmost(): HTMLElement | undefined {
    const turns = this.turns();
    const top = this.pane.getBoundingClientRect().top;
    return turns.find((turn) => turn.getBoundingClientRect().bottom > top + 8) ?? turns[0];
  }

  /** Loads the part after the last one on the page, or before the first, where there is one. */
  private async extend(below: boolean): Promise<void> {
    const parts = this.loaded();
    const chunk = below ? number(parts.at(-1)) + 1 : number(parts[0]) - 1;
    if (!this.adding && chunk >= 0 && chunk < this.chunks) {
      this.adding = this.add(chunk, !below).finally(() => (this.adding = undefined));
    }
    await this.adding;
  }

  /** Brings a turn into view, loading its part of the text where it is not on the page. */
  async goTo(id: number, position: number): Promise<void> {
    if (!document.getElementById(`t${id}`) && position >= 0) await this.show(Math.floor(position / this.size));
    const turn = document.getElementById(`t${id}`);
    this.follower.let();
    if (!turn) return;
    showPane("left");
    this.select(turn);
    reveal(turn, (part) => part.querySelector(".mk, .mk-on") !== null);
    turn.scrollIntoView({ block: "center" });
    // At the end of its part nothing may have scrolled, and its neighbours are wanted all the same.
    void this.scrolled();
  }

  /** Opens what the selected letter repeats of earlier ones, else in all letters; or closes it. */
  unfold(): void {
    const parts = [...(this.selectedTurn() ?? this.pane).querySelectorAll<HTMLDetailsElement>(QUOTED)];
    const open = parts.some((part) => !part.open);
    for (const part of parts) part.open = open;
  }

  focusFind(): void {
    showPane("left");
    const field = document.getElementById("find") as HTMLInputElement | null;
    field?.focus();
    field?.select();
  }

  private turns(): HTMLElement[] {
    return [...this.pane.querySelectorAll<HTMLElement>(".tn")];
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const turn = target.closest<HTMLElement>(".tn");
    if (!turn || target.closest("a, summary, button") || !getSelection()?.isCollapsed) return;
    this.select(turn);
    const start = turn.dataset["start"];
    if (start) currentPlayer()?.seek(Number(start), true);
  }

  private loaded(): HTMLElement[] {
    return [...this.pane.querySelectorAll<HTMLElement>("[data-chunk]")];
  }

  private async scrolled(): Promise<void> {
    if (this.adding || this.chunks < 2) return;
    const { scrollTop, scrollHeight, clientHeight } = this.pane;
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) await this.extend(true);
    if (scrollTop < NEAR_PX) await this.extend(false);
  }

  private async add(chunk: number, ahead: boolean): Promise<void> {
    const made = await this.fetch(chunk);
    const beside = number(this.loaded().at(ahead ? 0 : -1)) + (ahead ? -1 : 1);
    // Meanwhile somebody may have jumped elsewhere.
    if (!made || beside !== chunk) return;
    this.keepingPlace(() => {
      if (ahead) this.pane.prepend(made);
      else this.pane.append(made);
      const parts = this.loaded();
      // A page that only grew would be slow in the end; what is far away goes, and comes again.
      if (parts.length > MOST_CHUNKS) parts.at(ahead ? -1 : 0)?.remove();
    });
    this.tell();
  }

  /** Changes what is above or below without moving what is being read. */
  private keepingPlace(change: () => void): void {
    const kept = this.topmost();
    const before = kept?.getBoundingClientRect().top ?? 0;
    change();
    const moved = kept?.isConnected ? kept.getBoundingClientRect().top - before : 0;
    // Where the browser itself has kept the place there is nothing left to do.
    if (Math.abs(moved) > 1) this.pane.scrollTop += moved;
  }

  private async show(chunk: number): Promise<void> {
    const parts = this.loaded().map(number);
    if (parts.includes(chunk)) return;
    const made = await this.fetch(chunk);
    if (!made) return;
    const next = Math.max(...parts) + 1 === chunk;
    if (!next) for (const part of this.loaded()) part.remove();
    this.pane.append(made);
    this.tell();
  }

  private async fetch(chunk: number): Promise<Element | null> {
    const response = await fetch(this.urls.turns + String(chunk)).catch(() => null);
    if (!response?.ok) return null;
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    return parsed.querySelector("[data-chunk]");
  }

  private tell(): void {
    for (const listener of this.shown) listener();
  }

  private wireFind(signal: AbortSignal): void {
    const field = document.getElementById("find") as HTMLInputElement | null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    field?.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.find(field.value), PAUSE_MS);
    }, { signal });
    field?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.goToHit(this.hit + (event.shiftKey ? -1 : 1));
      else if (event.key === "Escape") {
        field.value = "";
        void this.find("");
        field.blur();
      } else return;
      event.preventDefault();
    }, { signal });
  }

  private async find(text: string): Promise<void> {
    const turn = ++this.asked;
    const words = text.trim();
    this.wanted = words.toLowerCase();
    const response = words ? await fetch(`${this.urls.find}?q=${encodeURIComponent(words)}`).catch(() => null) : null;
    const found = response?.ok ? ((await response.json()) as { hits: number[] }).hits : [];
    // An older question that is answered late says nothing any more.
    if (turn !== this.asked) return;
    this.hits = found;
    this.hit = -1;
    this.say(words ? word("no-hits") : "");
    for (const old of this.pane.querySelectorAll(".found")) old.classList.remove("found");
    this.drawHits();
    if (this.hits.length) await this.goToHit(0);
  }

  /** The turns that hold the words, on the wave of a call; of a long one those on the page. */
  private drawHits(): void {
    const wave = waveOnPage();
    if (!wave) return;
    const turns = this.hits.map((position) => this.pane.querySelector<HTMLElement>(`[data-position="${position}"][data-start]`));
    drawMarks(wave.canvas, wave.duration, "found", turns.flatMap((turn) => turn
      ? [{ start: Number(turn.dataset["start"]), end: Number(turn.dataset["end"]), kind: "found" }] : []));
  }

  private async goToHit(place: number): Promise<void> {
    if (!this.hits.length) return;
    this.hit = (place + this.hits.length) % this.hits.length;
    const position = this.hits[this.hit] ?? 0;
    await this.show(Math.floor(position / this.size));
    for (const old of this.pane.querySelectorAll(".found")) old.classList.remove("found");
    const turn = this.pane.querySelector<HTMLElement>(`[data-position="${position}"]`);
    turn?.classList.add("found");
    // So that it can be cited at once, without the mouse.
    this.select(turn);
    if (turn) reveal(turn, (part) => (part.textContent ?? "").toLowerCase().includes(this.wanted));
    turn?.scrollIntoView({ block: "center" });
    void this.scrolled();
    this.follower.let();
    const total = this.hits.length < MOST_HITS ? String(this.hits.length) : `${MOST_HITS}+`;
    this.say(word("hits", { n: this.hit + 1, total }));
  }

  private say(text: string): void {
    const box = document.getElementById("hits");
    if (box) box.textContent = text;
  }
}

/** Opens the folded parts of a letter for which `holds` is true. */
function reveal(turn: Element, holds: (part: Element) => boolean): void {
  for (const part of turn.querySelectorAll<HTMLDetailsElement>(QUOTED)) {
    if (holds(part)) part.open = true;
  }
}

function number(part: HTMLElement | undefined): number {
  return Number(part?.dataset["chunk"] ?? 0);
}
