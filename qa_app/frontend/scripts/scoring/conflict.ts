// Two versions of one draft, side by side, until a person chooses.
import { openDialog } from "../dialogs";
import { word } from "../words";
import { type Model } from "./model";
import type { Draft, Value } from "./types";

/** Shows where `mine` and `stored` differ; one of the two functions is called once. */
export function showConflict(
  model: Model, mine: Draft, stored: Draft, keepMine: () => void, takeTheirs: () => void,
): void {
  const rows = document.getElementById("conflict-rows");
  if (!rows) return;
  rows.replaceChildren(...differences(model, mine, stored));
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

function differences(model: Model, mine: Draft, stored: Draft): Element[] {
  const found: Element[] = [];
  for (const key of Object.keys(model.data.questions)) {
    const [one, other] = [told(mine, key), told(stored, key)];
    const text = document.querySelector(`[data-question="${CSS.escape(key)}"] .q-h p`)?.textContent ?? "";
    if (one !== other) found.push(row(`${model.rules(key).number} ${text}`, one, other));
  }
  const heading = document.getElementById("overall-h")?.textContent ?? "";
  if (mine.comment !== stored.comment) found.push(row(heading, mine.comment, stored.comment));
  return found;
}

function told(draft: Draft, key: string): string {
  const evidence = draft.evidence.filter((one) => one.question === key).length;
  const parts = [
    labelled(key, draft.answers[key] ?? null),
    (draft.causes[key] ?? []).map((cause) => causeOf(`c-${key}`, cause)).join(", "),
    draft.comments[key] ?? "",
    evidence ? `“…” × ${evidence}` : "",
  ];
  return parts.filter(Boolean).join("\n");
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

function row(title: string, mine: string, theirs: string): Element {
  const pattern = document.getElementById("conflict-pattern") as HTMLTemplateElement;
  const made = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const put = (place: string, text: string) => {
    const target = made.querySelector(place);
    if (target) target.textContent = text || word("nothing");
  };
  put("h3", title);
  put(".mine", mine);
  put(".theirs", theirs);
  return made;
}
