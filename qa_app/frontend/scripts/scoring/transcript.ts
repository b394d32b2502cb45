// The transcript on the page: selected turn, chunks of long texts, find, and the turn being spoken.
import type { Mark } from "../player/marks";
import { currentPlayer } from "../player/mount";
import { word } from "../words";
import { showPane } from "./panes";

const MOST_CHUNKS = 8;
const QUOTED = "details.quoted";

export class Transcript {
  private readonly chunks: number;
  private readonly size: number;
  private shown: (() => void)[] = [];
  private loading = false;
  private hits: number[] = [];
  private hit = -1;
  private following = true;
  private asked = 0;
  private wanted = "";

  constructor(
    readonly pane: HTMLElement,
    private readonly urls: { turns: string; find: string },
    signal: AbortSignal,
  ) {
    this.chunks = Number(pane.dataset["chunks"] ?? 1);
    this.size = Number(pane.dataset["size"] ?? 400);
    pane.addEventListener("scroll", () => void this.scrolled(), { passive: true });
    pane.addEventListener("click", (event) => this.clicked(event));
    for (const name of ["wheel", "touchmove"]) {
      pane.addEventListener(name, () => (this.following = false), { passive: true });
    }
    document.addEventListener("qa:play", () => (this.following = true), { signal });
    document.addEventListener("qa:time", (event) => this.spoken((event as CustomEvent<{ time: number }>).detail.time), { signal });
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
  step(by: number): void {
    showPane("left");
    const turns = this.turns();
    const top = this.pane.getBoundingClientRect().top;
    const now = this.selectedTurn() ?? this.pane.querySelector<HTMLElement>(".tn.now");
    const first = turns.findIndex((turn) => turn.getBoundingClientRect().bottom > top + 8);
    const place = now ? turns.indexOf(now) + by : Math.max(first, 0);
    const next = turns[Math.min(Math.max(place, 0), turns.length - 1)];
    if (!next) return;
    this.select(next);
    next.scrollIntoView({ block: "nearest" });
  }

  /** Brings a turn into view, loading its part of the text where it is not on the page. */
  async goTo(id: number, position: number): Promise<void> {
    if (!document.getElementById(`t${id}`) && position >= 0) await this.show(Math.floor(position / this.size));
    const turn = document.getElementById(`t${id}`);
    this.following = false;
    if (!turn) return;
    showPane("left");
    this.select(turn);
    reveal(turn, (part) => part.querySelector(".mk, .mk-on") !== null);
    turn.scrollIntoView({ block: "center" });
  }

  /** Opens what the selected letter repeats of earlier ones, else in all letters; or closes it. */
  unfold(): void {
    const parts = [...(this.selectedTurn() ?? this.pane).querySelectorAll<HTMLDetailsElement>(QUOTED)];
    const open = parts.some((part) => !part.open);
    for (const part of parts) part.open = open;
  }

  silences(): Mark[] {
    return [...this.pane.querySelectorAll<HTMLElement>(".gap[data-from]")].map((gap) => {
      const start = Number(gap.dataset["from"]);
      return { start, end: start + Number(gap.dataset["length"]), kind: "silence" };
    });
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

  private spoken(time: number): void {
    const turns = this.turns().filter((turn) => turn.dataset["start"]);
    const now = turns.findLast((turn) => Number(turn.dataset["start"]) <= time + 0.05);
    const before = this.pane.querySelector<HTMLElement>(".tn.now");
    if (now === before) return;
    for (const [turn, on] of [[before, false], [now, true]] as const) {
      turn?.classList.toggle("now", on);
      const label = turn?.querySelector<HTMLElement>(".nowl");
      if (label) label.hidden = !on;
    }
    if (this.following) now?.scrollIntoView({ block: "nearest" });
  }

  private loaded(): HTMLElement[] {
    return [...this.pane.querySelectorAll<HTMLElement>("[data-chunk]")];
  }

  private async scrolled(): Promise<void> {
    if (this.loading || this.chunks < 2) return;
    const { scrollTop, scrollHeight, clientHeight } = this.pane;
    const parts = this.loaded();
    const [first, last] = [number(parts[0]), number(parts.at(-1))];
    if (scrollHeight - scrollTop - clientHeight < 1500 && last + 1 < this.chunks) await this.add(last + 1, false);
    else if (scrollTop < 1500 && first > 0) await this.add(first - 1, true);
  }

  private async add(chunk: number, ahead: boolean): Promise<void> {
    this.loading = true;
    const made = await this.fetch(chunk);
    if (made) {
      const height = this.pane.scrollHeight;
      if (ahead) this.pane.prepend(made);
      else this.pane.append(made);
      if (ahead) this.pane.scrollTop += this.pane.scrollHeight - height;
      const parts = this.loaded();
      if (parts.length > MOST_CHUNKS && ahead) parts.at(-1)?.remove();
      this.tell();
    }
    this.loading = false;
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
      timer = setTimeout(() => void this.find(field.value), 120);
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
    if (this.hits.length) await this.goToHit(0);
  }

  private async goToHit(place: number): Promise<void> {
    if (!this.hits.length) return;
    this.hit = (place + this.hits.length) % this.hits.length;
    const position = this.hits[this.hit] ?? 0;
    await this.show(Math.floor(position / this.size));
    for (const old of this.pane.querySelectorAll(".found")) old.classList.remove("found");
    const turn = this.pane.querySelector(`[data-position="${position}"]`);
    turn?.classList.add("found");
    if (turn) reveal(turn, (part) => (part.textContent ?? "").toLowerCase().includes(this.wanted));
    turn?.scrollIntoView({ block: "center" });
    this.following = false;
    this.say(word("hits", { n: this.hit + 1, total: this.hits.length }));
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
