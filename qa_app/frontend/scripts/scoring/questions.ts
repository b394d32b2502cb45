// The scorecard on the page: answers by key and by mouse, focus, what opens and closes with answers.
import { announce } from "../announce";
import { word } from "../words";
import { NA, type Model } from "./model";
import { causeKey, fill, paintQuestion, type Field } from "./painting";
import { showPane } from "./panes";
import { SectionSpy } from "./sections";
import type { Value } from "./types";


export class Questions {
  private readonly boxes = new Map<string, HTMLElement>();
  private readonly wanted = new Set<string>();
  /** The field that is being typed in; its first change is one step of undo. */
  private typedIn: Field | null = null;
  private readonly spy: SectionSpy;

  constructor(
    private readonly model: Model,
    private readonly pane: HTMLElement,
    private readonly moved: () => void,
  ) {
    for (const box of pane.querySelectorAll<HTMLElement>("[data-question]")) {
      this.boxes.set(box.dataset["question"] ?? "", box);
    }
    pane.classList.add("live");
    pane.addEventListener("input", (event) => this.entered(event.target as Field));
    pane.addEventListener("change", (event) => this.entered(event.target as Field));
    pane.addEventListener("focusin", (event) => this.follow(event.target as Element));
    pane.addEventListener("pointerdown", (event) => this.follow(event.target as Element));
    pane.addEventListener("keydown", (event) => this.typed(event));
    model.onChange(() => this.paint());
    this.spy = new SectionSpy(pane);
  }

  /** Puts everything on the page as the draft says. */
  paint(): void {
    for (const [key, box] of this.boxes) paintQuestion(this.model, key, box, this.wanted.has(key));
    const overall = this.pane.querySelector<HTMLTextAreaElement>('textarea[name="comment"]');
    if (overall) fill(overall, this.model.draft.comment);
  }

  box(key: string): HTMLElement | undefined {
    return this.boxes.get(key);
  }

  /** Makes a question the one that keys act on; `take` also moves the browser's focus there. */
  focus(key: string, take = true): void {
    const box = this.boxes.get(key);
    if (!box) return;
    if (this.model.focus !== key) {
      this.boxes.get(this.model.focus ?? "")?.classList.remove("focus");
      this.model.focus = key;
      box.classList.add("focus");
      this.spy.follow(box);
      this.moved();
    }
    if (!take) return;
    showPane("right");
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  focusByNumber(number: string): boolean {
    const found = this.keys().find((key) => this.model.rules(key).number === number);
    if (found) this.focus(found);
    return found !== undefined;
  }

  step(by: number): void {
    const keys = this.keys();
    const now = keys.indexOf(this.model.focus ?? "");
    const next = keys[Math.min(Math.max(now + by, 0), keys.length - 1)];
    if (next) this.focus(next);
  }

  /** The answer of a digit: an option, a point of a scale, or the first digit of a number. */
  press(digit: string): void {
    const key = this.model.focus;
    if (!key) return;
    showPane("right");
    const kind = this.model.rules(key).kind;
    if (kind === "number" || kind === "text") return this.type(key, kind === "number" ? digit : "");
    const hints = [...(this.boxes.get(key)?.querySelectorAll(".ops label:not(.na) kbd") ?? [])];
    const hint = hints.find((one) => one.textContent === digit);
    const input = hint?.closest("label")?.querySelector("input");
    if (!input) return;
    input.checked = kind === "multiple" ? !input.checked : true;
    this.entered(input);
  }

  notApplicable(): void {
    const key = this.model.focus;
    if (!key || !this.model.rules(key).na) return;
    showPane("right");
    this.model.setAnswer(key, this.model.answer(key) === NA ? null : NA);
  }

  comment(): void {
    const key = this.model.focus;
    if (!key) return;
    this.wanted.add(key);
    this.paint();
    this.reach(this.boxes.get(key)?.querySelector<HTMLTextAreaElement>(".cm textarea"));
  }

  /** The comment on the whole. */
  overall(): void {
    this.reach(this.pane.querySelector<HTMLTextAreaElement>('textarea[name="comment"]'));
  }

  /** The text that a template goes into: the one being written, else the focused question's comment. */
  writing(): HTMLTextAreaElement | null {
    const now = document.activeElement;
    if (!(now instanceof HTMLTextAreaElement) || !this.pane.contains(now)) this.comment();
    const field = document.activeElement;
    return field instanceof HTMLTextAreaElement && this.pane.contains(field) ? field : null;
  }

  /** Goes to a text that is too long to be submitted, by the name of its field. */
  shorten(name: string): void {
    if (!name) return;
    const key = name.slice(2);
    if (this.boxes.has(key)) this.focus(key, false);
    if (name.startsWith("m-")) this.wanted.add(key);
    this.paint();
    this.reach(this.pane.querySelector<HTMLTextAreaElement>(`textarea[name="${CSS.escape(name)}"]`));
  }

  guidance(): void {
    const details = this.boxes.get(this.model.focus ?? "")?.querySelector<HTMLDetailsElement>("details.guide");
    if (details) details.open = !details.open;
  }

  causes(): void {
    const box = this.boxes.get(this.model.focus ?? "")?.querySelector<HTMLElement>(".rc:not([hidden])");
    box?.querySelector("input")?.focus();
  }

  /** Goes to the first of the questions that block submission. */
  demand(missing: string[], comments: boolean): void {
    const key = missing[0];
    if (!key) return;
    this.focus(key);
    announce(word(comments ? "still-comment" : "still", { question: this.model.rules(key).number }), true);
    if (comments) this.comment();
  }

  private reach(field: HTMLTextAreaElement | null | undefined): void {
    if (field) showPane("right");
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  }

  private keys(): string[] {
    return [...this.boxes.keys()].filter((key) => this.model.isShown(key));
  }

  private type(key: string, first: string): void {
    const field = this.boxes.get(key)?.querySelector<Field>("input[type=text], textarea.entry");
    if (!field) return;
    field.focus();
    if (!first) return;
    field.value = first;
    // An equal value would leave the caret before it.
    field.setSelectionRange(first.length, first.length);
    this.entered(field);
  }

  private typed(event: KeyboardEvent): void {
    const field = event.target as Field;
    if (field.tagName !== "TEXTAREA" && field.type !== "text") return;
    const leaves = event.key === "Escape" || (event.key === "Enter" && field.tagName === "INPUT");
    if (event.isComposing || !(leaves || isCommand(field, event))) return;
    event.preventDefault();
    field.blur();
    const key = keyOf(field);
    if (key) this.focus(key);
    if (event.key === "Enter") this.step(1);
    if (!leaves) document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", event));
  }

  private follow(target: Element): void {
    const key = keyOf(target);
    if (key) this.focus(key, false);
  }

  private entered(field: Field): void {
    const name = field.name;
    const key = name.slice(2);
    const step = field.type !== "text" && field.tagName !== "TEXTAREA" ? true : this.typedIn !== field;
    this.typedIn = field.type === "text" || field.tagName === "TEXTAREA" ? field : null;
    if (name === "comment") return this.model.change((draft) => (draft.comment = field.value), step);
    if (name.startsWith("m-")) return this.write(key, field.value, step);
    if (name.startsWith("c-")) return this.pickCause(key, field as HTMLInputElement);
    if (name.startsWith("w-")) return this.nameCause(key, field, step);
    if (name.startsWith("a-")) this.model.setAnswer(key, this.read(key, field), step);
  }

  private write(key: string, text: string, step: boolean): void {
    this.wanted.add(key);
    this.model.change((draft) => {
      if (text) draft.comments[key] = text;
      else delete draft.comments[key];
    }, step);
  }

  private pickCause(key: string, input: HTMLInputElement): void {
    this.model.change((draft) => {
      const others = (draft.causes[key] ?? []).filter((cause) => causeKey(cause) !== input.value);
      const inner = input.closest("fieldset")?.querySelectorAll<HTMLInputElement>(
        `[data-under="${CSS.escape(input.value)}"] input`,
      );
      // A narrower cause goes with the one above it.
      const below = new Set([...(inner ?? [])].map((one) => one.value));
      draft.causes[key] = input.checked ? [...others, input.value] : others.filter((one) => !below.has(causeKey(one)));
    });
    if (!input.checked) return;
    this.boxes.get(key)?.querySelector<HTMLElement>(`[data-cause="${CSS.escape(input.value)}"]`)?.focus();
  }

  /** The reviewer's own words for a cause go behind its key, as the server keeps them. */
  private nameCause(key: string, field: Field, step: boolean): void {
    const cause = field.dataset["cause"] ?? "";
    const words = field.value.trim();
    this.model.change((draft) => {
      const named = words ? `${cause}: ${words}` : cause;
      draft.causes[key] = (draft.causes[key] ?? []).map((one) => (causeKey(one) === cause ? named : one));
    }, step);
  }

  private read(key: string, field: Field): Value {
    const kind = this.model.rules(key).kind;
    if (field.value === NA && field.type !== "text") return (field as HTMLInputElement).checked ? NA : null;
    if (kind === "scale") return Number(field.value);
    if (kind === "number") return this.readNumber(key, field.value);
    if (kind !== "multiple") return field.value;
    const boxes = this.boxes.get(key)?.querySelectorAll<HTMLInputElement>(".ops label:not(.na) input:checked");
    return [...(boxes ?? [])].map((one) => one.value);
  }

  private readNumber(key: string, text: string): Value {
    const plain = text.trim().replace(",", ".");
    const good = plain === "" || /^-?\d+(\.\d+)?$/.test(plain);
    const problem = this.boxes.get(key)?.querySelector<HTMLElement>(".q-error");
    if (problem) {
      problem.hidden = good;
      problem.textContent = good ? "" : word("number");
    }
    return good && plain !== "" ? Number(plain) : null;
  }

}

function keyOf(target: Element): string | undefined {
  return target.closest<HTMLElement>("[data-question]")?.dataset["question"];
}

/** What is no part of a number is meant as a key, the person's own too. */
function isCommand(field: Field, event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return field.inputMode === "decimal" && plain && /^(F\d{1,2}|[^\d\s.,-])$/.test(event.key);
}
