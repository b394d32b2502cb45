// The draft in this window: what is entered, what it was before, and who wants to know of changes.
import { lengthOf } from "../limits";
import type { Act, Cited, Condition, Draft, PageData, Quote, Rules, Value } from "./types";

export const NA = "N/A";
/** Characters of a text; the server has the same (scorecards/reviews/wording.py). */
export const LONGEST = 20_000;

const keyOf = (one: Cited): string => `${one.turn}:${one.start}:${one.end}`;

export class Model {
  draft: Draft;
  revision: number;
  /** The question that keys act on. */
  focus: string | null = null;
  /** What was done with suggested answers; it is no part of what is scored. */
  readonly acts: Record<string, Act> = {};
  private readonly past: string[] = [];
  private readonly quotes = new Map<string, Quote>();
  private readonly listeners: (() => void)[] = [];

  constructor(readonly data: PageData) {
    this.draft = data.draft;
    this.revision = data.revision;
    for (const quote of data.cited) this.quotes.set(keyOf(quote), quote);
  }

  rules(key: string): Rules {
    const found = this.data.questions[key];
    if (!found) throw new Error(`no question ${key}`);
    return found;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Changes the draft; `step` false where the change continues the last one, as in typing. */
  change(act: (draft: Draft) => void, step = true): void {
    if (step) this.past.push(JSON.stringify(this.draft));
    act(this.draft);
    this.tell();
  }

  /** Puts another whole draft in place, such as the one kept from before a sign-out. */
  replace(draft: Draft): void {
    this.draft = draft;
    this.tell();
  }

  /** Puts the chosen one of two versions in place; undo brings the other one back. */
  choose(draft: Draft, other: Draft): void {
    this.past.push(JSON.stringify(other));
    this.replace(draft);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  undo(): void {
    const before = this.past.pop();
    if (before) this.replace(JSON.parse(before) as Draft);
  }

  answer(key: string): Value {
    return this.draft.answers[key] ?? null;
  }

  setAnswer(key: string, value: Value, step = true): void {
    this.change((draft) => {
      if (value === null || value === "" || (Array.isArray(value) && !value.length)) delete draft.answers[key];
      else draft.answers[key] = value;
    }, step);
  }

  remember(quote: Quote): void {
    this.quotes.set(keyOf(quote), quote);
  }

  quoteOf(cited: Cited): Quote {
    return this.quotes.get(keyOf(cited)) ?? { ...cited, quote: "", label: "", position: -1 };
  }

  /** Whether a question is visible under the answers as they are now. */
  isShown(key: string): boolean {
    const condition = this.rules(key).condition;
    // Conditions on facts never change while one scores; the server has decided on them.
    if (!condition) return this.data.standing.shown.includes(key);
    return this.isShown(condition.question) && holds(condition, this.answer(condition.question));
  }

  wantsComment(key: string): boolean {
    return among(this.answer(key), this.rules(key).comment);
  }

  opensCauses(key: string): boolean {
    return among(this.answer(key), this.rules(key).causes);
  }

  /** The fields whose text is longer than the server takes, by name: `m-…`, `a-…`, `comment`. */
  tooLong(): string[] {
    const { answers, comments, comment } = this.draft;
    const texts: [string, Value][] = [
      ...Object.entries(answers).map(([key, value]): [string, Value] => [`a-${key}`, value]),
      ...Object.entries(comments).map(([key, text]): [string, Value] => [`m-${key}`, text]),
      ["comment", comment],
    ];
    return texts.filter(([, text]) => isTooLong(text)).map(([name]) => name);
  }

  /** The draft with what the server took last in place of texts that are too long for it. */
  fitting(accepted: Draft): Draft {
    const long = this.tooLong();
    if (!long.length) return this.draft;
    const fits = JSON.parse(JSON.stringify(this.draft)) as Draft;
    for (const name of long) {
      const key = name.slice(2);
      if (name === "comment") fits.comment = accepted.comment;
      else if (name.startsWith("m-")) put(fits.comments, key, accepted.comments[key]);
      else put(fits.answers, key, accepted.answers[key]);
    }
    return fits;
  }

  /** Something beside the draft has changed that is to be saved with it. */
  touch(): void {
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function isTooLong(text: Value): boolean {
  return typeof text === "string" && text.length > LONGEST && lengthOf(text) > LONGEST;
}

function put<T>(record: Record<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) delete record[key];
  else record[key] = value;
}

function holds(condition: Condition, value: Value): boolean {
  if (condition.from === undefined && condition.to === undefined) return among(value, condition.in);
  if (typeof value !== "number") return false;
  return value >= (condition.from ?? -Infinity) && value < (condition.to ?? Infinity);
}

function among(value: Value, values: (string | number)[]): boolean {
  if (value === null) return false;
  return Array.isArray(value) ? value.some((one) => values.includes(one)) : values.includes(value);
}

/** Whether two drafts say the same. */
export function alike(one: Draft, other: Draft): boolean {
  return canonical(one) === canonical(other);
}

function canonical(draft: Draft): string {
  const sorted = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record)
      .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && !value.length))
      .sort(([a], [b]) => a.localeCompare(b));
  const cited = draft.evidence.map((one) => `${one.question}|${keyOf(one)}`).sort();
  return JSON.stringify([
    sorted(draft.answers), sorted(draft.comments), sorted(draft.causes), cited, draft.comment,
  ]);
}
