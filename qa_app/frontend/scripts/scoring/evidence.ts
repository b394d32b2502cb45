// Evidence: cites what is selected, shows it at the turn, at the question and on the waveform.
import { announce } from "../announce";
import { flash } from "../flashes";
import { drawMarks, type Mark } from "../player/marks";
import { waveOnPage } from "../player/mount";
import { word } from "../words";
import { drawStretches, selected, type Stretch, wholeTurn } from "./marks";
import type { Model } from "./model";
import type { Questions } from "./questions";
import type { Transcript } from "./transcript";
import type { Cited, Quote } from "./types";

export class Evidence {
  private marked = new Set<number>();
  /** What stands at each question; it is drawn anew only when that changes. */
  private readonly painted = new Map<string, string>();

  constructor(
    private readonly model: Model,
    private readonly questions: Questions,
    private readonly transcript: Transcript,
  ) {
    model.onChange(() => this.paint());
    transcript.onShown(() => this.paint());
  }

  /** Cites the selected words, or the selected turn, for the focused question. */
  cite(): void {
    const key = this.model.focus;
    const stretches = selected(getSelection(), this.transcript.pane);
    const turn = this.transcript.selectedTurn();
    const whole = !stretches.length && turn ? wholeTurn(turn) : null;
    const found = whole ? [whole] : stretches;
    if (!key || !found.length) return flash(word("nothing-selected"), "watch");
    const fresh = found.map((one) => this.quote(key, one)).filter((one) => !this.has(one));
    if (!fresh.length) return;
    this.model.change((draft) => {
      for (const { question, turn: id, start, end } of fresh) draft.evidence.push({ question, turn: id, start, end });
    });
    getSelection()?.removeAllRanges();
    announce(word("cited", { question: this.model.rules(key).number }));
  }

  paint(): void {
    const { evidence } = this.model.draft;
    const turns = new Set(evidence.map((one) => one.turn));
    for (const id of new Set([...turns, ...this.marked])) this.paintTurn(id, evidence);
    this.marked = turns;
    for (const key of Object.keys(this.model.data.questions)) this.paintQuestion(key, evidence);
    this.paintWave(evidence);
  }

  private has(one: Cited): boolean {
    return this.model.draft.evidence.some((other) =>
      other.question === one.question && other.turn === one.turn && other.start === one.start && other.end === one.end);
  }

  private quote(question: string, one: Stretch): Quote {
    const quote = {
      question,
      turn: Number(one.turn.dataset["turn"]),
      start: one.start,
      end: one.end,
      quote: one.text,
      label: one.turn.querySelector(".ts")?.textContent?.trim() ?? "",
      position: Number(one.turn.dataset["position"]),
    };
    this.model.remember(quote);
    return quote;
  }

  private paintTurn(id: number, evidence: Cited[]): void {
    const turn = document.getElementById(`t${id}`);
    if (!turn) return;
    const mine = evidence.filter((one) => one.turn === id);
    const { focus } = this.model;
    drawStretches(turn, mine.map(({ start, end, question }) => ({ start, end, on: question === focus })));
    const keys = [...new Set(mine.map((one) => one.question))];
    turn.querySelector(".evs")?.replaceChildren(...keys.map((key) => {
      const number = this.model.rules(key).number;
      return chip(number, `#${number}`, key === focus, word("evidence-for"));
    }));
  }

  private paintQuestion(key: string, evidence: Cited[]): void {
    const box = this.questions.box(key);
    const said = JSON.stringify(evidence.filter((one) => one.question === key));
    if (this.painted.get(key) === said) return;
    this.painted.set(key, said);
    const mine = evidence.filter((one) => one.question === key).map((one) => this.model.quoteOf(one));
    const times = mine.map((one) => chip(one.label, `#t${one.turn}`, false, word("evidence-for")));
    box?.querySelector(".ev-times")?.replaceChildren(...times.slice(0, 3));
    box?.querySelector(".cites")?.replaceChildren(...mine.map((one) => this.line(one)));
  }

  private line(one: Quote): Element {
    const pattern = document.getElementById("cite-pattern") as HTMLTemplateElement;
    const made = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const [link, time, text] = [made.querySelector("a"), made.querySelector(".num"), made.querySelector("q")];
    if (link) link.href = `#t${one.turn}`;
    if (time) time.textContent = one.label;
    if (text) text.textContent = one.quote;
    made.querySelector("button")?.addEventListener("click", () => this.remove(one));
    return made;
  }

  private remove(gone: Quote): void {
    this.model.change((draft) => {
      draft.evidence = draft.evidence.filter((one) =>
        one.question !== gone.question || one.turn !== gone.turn || one.start !== gone.start || one.end !== gone.end);
    });
    announce(word("uncited"));
    this.questions.focus(gone.question);
  }

  private paintWave(evidence: Cited[]): void {
    const wave = waveOnPage();
    if (!wave) return;
    const { canvas, duration } = wave;
    const marks = evidence.flatMap((one): Mark[] => {
      const turn = document.getElementById(`t${one.turn}`);
      const start = Number(turn?.dataset["start"] ?? NaN);
      if (Number.isNaN(start)) return [];
      const end = Math.max(Number(turn?.dataset["end"]), start + duration / 200);
      const active = one.question === this.model.focus;
      return [{ start, end, kind: "evidence", label: this.model.rules(one.question).number, active }];
    });
    drawMarks(canvas, duration, "evidence", marks);
  }
}

function chip(text: string, href: string, on: boolean, label: string): Element {
  const pattern = document.getElementById("chip-pattern") as HTMLTemplateElement;
  const made = pattern.content.firstElementChild?.cloneNode(true) as HTMLAnchorElement;
  const place = made.querySelector("span");
  made.href = href;
  made.classList.toggle("on", on);
  made.setAttribute("aria-label", `${text}, ${label}`);
  if (place) place.textContent = text;
  return made;
}
