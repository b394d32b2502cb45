// What was entered under another version of the scorecard, as far as the questions on this page take it.
import { causeKey } from "./painting";
import { NA } from "./model";
import type { Draft, Rules, Value } from "./types";

/** What fits, how many answers do not, and what was written to questions that are no longer asked. */
export interface Fitting {
  draft: Draft;
  left: number;
}

/** Leaves out answers that the page has no place for; their words go to the comment on the whole. */
export function fitted(draft: Draft, rules: Record<string, Rules>, pane: ParentNode): Fitting {
  const isAsked = ([key]: [string, unknown]): boolean => key in rules;
  const answers = Object.entries(draft.answers);
  const kept = answers.filter(([key, value]) => key in rules && takes(pane, key, rules[key]?.kind ?? "", value));
  const comments = Object.entries(draft.comments);
  const texts = answers.filter(([key, value]) => !(key in rules) && isText(value)).map(([, value]) => String(value));
  const words = comments.filter((one) => !isAsked(one)).map(([, text]) => text);
  const causes = Object.entries(draft.causes).filter(isAsked);
  return {
    draft: {
      answers: Object.fromEntries(kept),
      comments: Object.fromEntries(comments.filter(isAsked)),
      causes: Object.fromEntries(causes.map(([key, picked]) => [key, picked.filter((one) => has(pane, `c-${key}`, causeKey(one)))])),
      evidence: draft.evidence.filter((one) => one.question in rules),
      comment: [draft.comment, ...texts, ...words].filter(Boolean).join("\n\n"),
    },
    left: answers.length - kept.length,
  };
}

function takes(pane: ParentNode, key: string, kind: string, value: Value): boolean {
  if (value === null || value === NA) return value === null || has(pane, `a-${key}`, NA);
  if (kind === "text") return typeof value === "string";
  if (kind === "number") return typeof value === "number";
  if (Array.isArray(value)) return kind === "multiple" && value.every((one) => has(pane, `a-${key}`, one));
  return kind !== "multiple" && has(pane, `a-${key}`, String(value)) && (typeof value === "number") === (kind === "scale");
}

/** An own sentence, unlike the value of an option. */
function isText(value: Value): boolean {
  return typeof value === "string" && value.includes(" ");
}

function has(pane: ParentNode, name: string, value: string): boolean {
  return pane.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`) !== null;
}
