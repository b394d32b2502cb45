// What was entered as plain text, to copy or to keep as a file where it can no longer be saved.
import { openDialog } from "../dialogs";
import { flash } from "../flashes";
import { word } from "../words";
import type { Model } from "./model";

/** Everything that the draft holds, question by question, in the words of the page. */
export function draftText(model: Model): string {
  const { draft } = model;
  const parts = [document.querySelector("h1")?.textContent?.trim() ?? document.title];
  for (const key of Object.keys(model.data.questions)) {
    const said = lines(model, key);
    if (said.length) parts.push([questionText(model, key), ...said].join("\n"));
  }
  if (draft.comment) parts.push(draft.comment);
  return parts.join("\n\n");
}

function lines(model: Model, key: string): string[] {
  const { draft } = model;
  const said: string[] = [];
  const answer = model.answer(key);
  if (answer !== null) said.push(label(key, answer));
  const comment = draft.comments[key];
  if (comment) said.push(comment);
  for (const one of draft.evidence) {
    const { quote } = model.quoteOf(one);
    if (one.question === key && quote) said.push(`> ${quote}`);
  }
  return said;
}

function questionText(model: Model, key: string): string {
  const number = model.rules(key).number;
  return document.getElementById(`${number}-text`)?.textContent?.trim() ?? key;
}

/** The words beside a chosen option; the value itself for a number or a text. */
function label(key: string, value: unknown): string {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    const input = document.querySelector(`input[name="a-${CSS.escape(key)}"][value="${CSS.escape(String(one))}"]`);
    return input?.closest("label")?.querySelector("span")?.textContent?.trim() ?? String(one);
  }).join(", ");
}

/** Tells why the server no longer takes the draft, with the draft to carry away. */
export function showStranded(model: Model, message: string): void {
  const why = document.getElementById("stranded-why");
  const text = document.getElementById("stranded-text") as HTMLTextAreaElement | null;
  if (!why || !text) return flash(message, "poor");
  why.textContent = message;
  text.value = draftText(model);
  const on = document.getElementById("stranded-on") as HTMLAnchorElement | null;
  if (on) on.href = model.data.urls.self;
  openDialog("stranded");
}

/** The buttons [data-draft] copy what is entered, or save it as a text file. */
export function wireDraft(model: Model, signal: AbortSignal): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-draft]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-draft]");
    if (!button) return;
    if (button.dataset["draft"] === "file") return saveFile(draftText(model), `draft-${model.data.item}.txt`);
    void copy(draftText(model));
  }, { signal });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    flash(word("copied"), "good");
  } catch {
    flash(word("not-copied"), "watch");
  }
}

function saveFile(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
