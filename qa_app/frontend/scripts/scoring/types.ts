// What the server hands to the scoring screen, and what goes back to it.
export type Value = string | number | string[] | null;

export interface Cited {
  question: string;
  turn: number;
  /** Characters as Unicode code points, as the server counts them. */
  start: number;
  end: number;
}

export interface Draft {
  answers: Record<string, Value>;
  comments: Record<string, string>;
  causes: Record<string, string[]>;
  evidence: Cited[];
  comment: string;
}

export interface Standing {
  percent: number | null;
  without_fatal: number | null;
  passed: boolean | null;
  fatals: { question: string; section: string | null }[];
  sections: { key: string; done: number; total: number; tone: string }[];
  shown: string[];
  missing: string[];
  comments: string[];
  silent: string[];
  causes: string[];
  ready: boolean;
}

/** Holds for listed answers, or for numbers from `from` to below `to`. */
export interface Condition {
  question: string;
  in: (string | number)[];
  from?: number;
  to?: number;
}

export interface Rules {
  number: string;
  kind: "yes_no" | "scale" | "choice" | "multiple" | "number" | "text";
  na: boolean;
  comment: (string | number)[];
  causes: (string | number)[];
  condition?: Condition;
}

export interface Quote extends Cited {
  quote: string;
  label: string;
  position: number;
}

/** What the rules of a question say, as far as the reviewer may see it by now. */
export interface Suggestion {
  verdict: "met" | "not_met" | "unknown";
  value: string | number | null;
  label: string;
  why: string;
  act: Act | null;
  /** `start` and `end` are what is cited when the reviewer takes a turn as evidence. */
  turns: { turn: number; position: number; label: string; quote: string; start: number; end: number }[];
}

export type Act = "accepted" | "dismissed";
export type Suggestions = Record<string, Suggestion>;

export interface PageData {
  /** Names the sheet among all that this person fills in. */
  item: number | string;
  version: number;
  revision: number;
  draft: Draft;
  standing: Standing;
  cited: Quote[];
  questions: Record<string, Rules>;
  letters: Record<string, string>;
  suggestions: Suggestions;
  /** What fills the places of a template of comments, such as {agent}. */
  places: Record<string, string>;
  next: string | null;
  urls: Record<"save" | "submit" | "find" | "turns" | "self" | "signIn", string> & { words?: string };
  undoSeconds: number;
  /** The comment on the whole is required: it answers what was asked. */
  needsNote: boolean;
}
