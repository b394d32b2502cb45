// Two versions of one draft, side by side, until a person chooses.
import { openDialog } from "../dialogs";
import { word } from "../words";
import { rangesOf } from "./marks";
import { type Model } from "./model";
import type { Cited, Draft, Value } from "./types";

/** The word of that name: where both versions are one person's, the one for that. */
function ofWhom(name: string, own: boolean): string {
  return word(own ? `${name}-own` : name);
}

function say(own: boolean): void {
  const dialog = document.getElementById("conflict");
  const texts: [string, string][] = [
    ["h2", ofWhom("conflict", own)], ["#conflict-why", ofWhom("conflict-why", own)],
    ["#take-theirs", ofWhom("take", own)], ["#keep-mine", ofWhom("keep", own)],
  ];
  for (const [place, text] of texts) {
    const target = dialog?.querySelector(place);
    if (target) target.textContent = text;
  }
}

/**
 * Shows where `mine` and `stored` differ; one of the two functions is called once. `own`: the same
 * person saved both, in two tabs.
 */
export function showConflict(
  model: Model, mine: Draft, stored: Draft, own: boolean, keepMine: () => void, takeTheirs: () => void,
): void {
  const rows = document.getElementById("conflict-rows");
  if (!rows) return;
  say(own);
  rows.replaceChildren(...differences(model, mine, stored, own));
  const wire = (id: string, act: () => void) => {
    const button = document.getElementById(id);
    if (!button) return;
    button.onclick = () => {
      button.closest("dialog")?.close();
      act();
    };
  };
  wire("keep-mine", keepMine);
  wire("take-theirs", takeTheirs);
  openDialog("conflict");
}

function differences(model: Model, mine: Draft, stored: Draft, own: boolean): Element[] {
  const found: Element[] = [];
  for (const key of Object.keys(model.data.questions)) {
    const [one, other] = [told(model, mine, key), told(model, stored, key)];
    const text = document.querySelector(`[data-question="${CSS.escape(key)}"] .q-h p`)?.textContent ?? "";
    if (one !== other) found.push(row(`${model.rules(key).number} ${text}`, one, other, own));
  }
  const heading = document.getElementById("overall-h")?.textContent ?? "";
  if (mine.comment !== stored.comment) found.push(row(heading, mine.comment, stored.comment, own));
  return found;
}

function told(model: Model, draft: Draft, key: string): string {
  const parts = [
    labelled(key, draft.answers[key] ?? null),
    (draft.causes[key] ?? []).map((cause) => causeOf(`c-${key}`, cause)).join(", "),
    draft.comments[key] ?? "",
    quoted(model, draft, key),
  ];
  return parts.filter(Boolean).join("\n");
}

/** The marked words; how many there are where this window does not know them all. */
function quoted(model: Model, draft: Draft, key: string): string {
  const cited = draft.evidence.filter((one) => one.question === key);
  const quotes = cited.map((one) => model.quoteOf(one).quote || textOf(one)).filter(Boolean);
  if (quotes.length === cited.length) return quotes.map((one) => `“${one}”`).join("\n");
  return word("evidence-count", { n: cited.length });
}

function textOf({ turn, start, end }: Cited): string {
  const box = document.getElementById(`t${turn}`);
  return box ? rangesOf(box, start, end).map(String).join("") : "";
}

function labelled(key: string, value: Value): string {
  if (value === null) return "";
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => labelOf(`a-${key}`, String(one))).join(", ");
}

function causeOf(name: string, picked: string): string {
  const [cause = "", ...words] = picked.split(": ");
  return [labelOf(name, cause), ...words].join(": ");
}

function labelOf(name: string, value: string): string {
  const input = [...document.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`)]
    .find((one) => one.type !== "text" && one.value === value);
  const label = input?.closest("label");
  return (label?.querySelector("span, abbr") ?? label)?.textContent?.trim() ?? value;
}

function row(title: string, mine: string, theirs: string, own: boolean): Element {
  const pattern = document.getElementById("conflict-pattern") as HTMLTemplateElement;
  const made = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const put = (place: string, text: string) => {
    const target = made.querySelector(place);
    if (target) target.textContent = text || word("nothing");
  };
  put("h3", title);
  for (const side of ["mine", "theirs"]) put(`[data-of=${side}]`, ofWhom(side, own));
  put(".mine", mine);
  put(".theirs", theirs);
  return made;
}
