// Texts that are too long to be taken: named, so that one finds the one that is meant.
import { lengthOf } from "../limits";
import { word } from "../words";
import { LONGEST, type Model } from "./model";

/** What a field is called in a sentence: `m-…`, `a-…` or `comment`. */
export function longName(model: Model, field: string): string {
  if (field === "comment") return word("long-overall");
  const question = model.rules(field.slice(2)).number;
  return word(field.startsWith("m-") ? "long-comment" : "long-answer", { question });
}

/** What to do about a text that is too long, with how long it is. */
export function longWords(model: Model, field: string): string {
  const { answers, comments, comment } = model.draft;
  const key = field.slice(2);
  const text = field === "comment" ? comment : field.startsWith("m-") ? comments[key] : answers[key];
  const what = longName(model, field);
  return word("shorten", {
    what: what.charAt(0).toUpperCase() + what.slice(1),
    n: lengthOf(String(text ?? "")).toLocaleString("en"),
    limit: LONGEST.toLocaleString("en"),
  });
}
