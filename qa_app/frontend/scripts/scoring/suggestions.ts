// Suggested answers beside their questions: shown with the turns they rest on, accepted or dismissed.
import { announce } from "../announce";
import { word } from "../words";
import type { Model } from "./model";
import type { Questions } from "./questions";
import type { Transcript } from "./transcript";
import type { Suggestion, Suggestions as Found, Value } from "./types";

export class Suggestions {
  private found: Found;
  private readonly boxes = new Map<string, HTMLElement>();
  /** Which of a suggestion's turns the key goes to next. */
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly model: Model,
    private readonly questions: Questions,
    private readonly transcript: Transcript | undefined,
  ) {
    this.found = model.data.suggestions;
    for (const [key, one] of Object.entries(this.found)) if (one.act) model.acts[key] = one.act;
    model.onChange(() => this.paint());
    this.paint();
  }

  /** After a save the server tells what may be seen by now; what is new is read out. Whether any was. */
  update(found: Found): boolean {
    const fresh = Object.keys(found).filter((key) => !this.found[key]);
    this.found = { ...this.found, ...found };
    this.paint();
    for (const key of fresh) announce(this.sentence(key));
    return fresh.length > 0;
  }

  /** Answers the focused question as suggested: an answer like any other. */
  accept(): void {
    const key = this.model.focus ?? "";
    const one = this.found[key];
    if (!one || one.value === null || !this.model.isShown(key)) return announce(word("sg-none"));
    this.model.acts[key] = "accepted";
    this.model.setAnswer(key, one.value);
    announce(word("sg-accepted", { question: this.model.rules(key).number, answer: one.label }));
  }

  /** Takes the turns that the focused question's suggestion rests on as evidence for its answer. */
  cite(): void {
    const key = this.model.focus ?? "";
    const fresh = this.uncited(key);
    if (!fresh.length) return announce(word("sg-no-turns"));
    const cited = fresh.map(({ label, ...one }) => ({ ...one, question: key, label: label || `#${one.position + 1}` }));
    for (const quote of cited) this.model.remember(quote);
    this.model.change((draft) => {
      for (const { question, turn, start, end } of cited) draft.evidence.push({ question, turn, start, end });
    });
    announce(word("cited", { question: this.model.rules(key).number }));
  }

  /** The turns of a suggestion of which nothing is cited for its question yet. */
  private uncited(key: string): Suggestion["turns"] {
    const cited = new Set(this.model.draft.evidence.filter((one) => one.question === key).map((one) => one.turn));
    return (this.found[key]?.turns ?? []).filter((one) => !cited.has(one.turn) && one.start < one.end);
  }

  /** Folds the focused question's suggestion away, or shows it again. */
  dismiss(): void {
    const key = this.model.focus ?? "";
    if (!this.found[key]) return announce(word("sg-none"));
    const away = this.model.acts[key] === "dismissed";
    if (away) delete this.model.acts[key];
    else this.model.acts[key] = "dismissed";
    this.paint();
    this.model.touch();
    announce(word(away ? "sg-shown" : "sg-dismissed"));
  }

  /** Goes to the turns of the focused question's suggestion, one after the other. */
  follow(): void {
    const key = this.model.focus ?? "";
    const turns = this.found[key]?.turns ?? [];
    if (!turns.length) return announce(word("sg-none"));
    const place = (this.turns.get(key) ?? 0) % turns.length;
    this.turns.set(key, place + 1);
    const turn = turns[place];
    if (turn) void this.transcript?.goTo(turn.turn, turn.position);
  }

  private paint(): void {
    for (const [key, one] of Object.entries(this.found)) {
      const box = this.boxes.get(key) ?? this.add(key, one);
      if (box) this.paintOne(key, one, box);
    }
  }

  private add(key: string, one: Suggestion): HTMLElement | undefined {
    const question = this.questions.box(key);
    const box = copy("suggestion-pattern");
    if (!question || !box) return undefined;
    box.id = `${this.model.rules(key).number}-suggestion`;
    question.querySelector(".q-error")?.after(box);
    question.setAttribute("aria-describedby", box.id);
    text(box, ".sg-why", one.why);
    const turns = one.turns.map((turn) => {
      const link = copy("suggestion-turn-pattern") as HTMLAnchorElement;
      link.href = `#t${turn.turn}`;
      text(link, ".num", turn.label || `#${turn.position + 1}`);
      text(link, "q", turn.quote);
      link.addEventListener("click", (event) => {
        // The page's own handler knows only the turns that are cited.
        event.preventDefault();
        event.stopPropagation();
        void this.transcript?.goTo(turn.turn, turn.position);
      });
      return link;
    });
    box.querySelector(".sg-turns")?.replaceChildren(...turns);
    box.addEventListener("click", (event) => {
      const act = (event.target as Element).closest<HTMLElement>("[data-suggest]")?.dataset["suggest"];
      if (!act) return;
      this.questions.focus(key);
      if (act === "accept") this.accept();
      else if (act === "cite") this.cite();
      else this.dismiss();
    });
    this.boxes.set(key, box);
    return box;
  }

  private paintOne(key: string, one: Suggestion, box: HTMLElement): void {
    const answer = this.model.answer(key);
    const away = this.model.acts[key] === "dismissed";
    const answered = answer !== null;
    box.classList.toggle("away", away);
    box.classList.toggle("differs", !away && this.differs(one, answer));
    text(box, ".sg-head", this.head(one, answered));
    text(box, ".sg-value", one.label);
    text(box, ".sg-mark", this.mark(one, answer));
    const accept = box.querySelector<HTMLElement>('[data-suggest="accept"]');
    if (accept) accept.hidden = away || one.value === null || alike(one.value, answer);
    const cite = box.querySelector<HTMLElement>('[data-suggest="cite"]');
    if (cite) cite.hidden = away || !answered || !this.uncited(key).length;
    text(box, ".sg-away", word(away ? "sg-back" : "sg-away"));
  }

  private head(one: Suggestion, answered: boolean): string {
    if (one.verdict === "unknown") return word("sg-unknown");
    if (one.value === null) return `${word(`sg-${one.verdict}`)}. ${word("sg-nothing")}`;
    return `${word(`sg-${one.verdict}`)}. ${word(answered ? "sg-says" : "sg-suggests")}`;
  }

  private mark(one: Suggestion, answer: Value): string {
    if (one.value === null || answer === null) return "";
    return word(alike(one.value, answer) ? "sg-same" : "sg-differs");
  }

  private differs(one: Suggestion, answer: Value): boolean {
    return one.value !== null && answer !== null && !alike(one.value, answer);
  }

  private sentence(key: string): string {
    const one = this.found[key];
    if (!one) return "";
    const parts = [this.head(one, true), one.label, this.mark(one, this.model.answer(key)), one.why];
    return parts.filter(Boolean).join(", ");
  }
}

function alike(one: Value, other: Value): boolean {
  return one === other;
}

function copy(id: string): HTMLElement | undefined {
  const pattern = document.getElementById(id) as HTMLTemplateElement | null;
  return pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
}

function text(box: HTMLElement, part: string, words: string): void {
  const place = box.querySelector<HTMLElement>(part);
  if (!place) return;
  if (place.textContent !== words) place.textContent = words;
  place.hidden = !words;
}
