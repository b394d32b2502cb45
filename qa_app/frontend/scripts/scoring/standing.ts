// Paints what the server says of the draft: score, fatal answers, sections, what is missing.
import { word } from "../words";
import { longName } from "./long";
import type { Model } from "./model";
import type { Standing } from "./types";

const one = (id: string) => document.getElementById(id);

export function paintStanding(model: Model, standing: Standing): void {
  model.data.standing = standing;
  paintScore(standing);
  paintFatals(model, standing);
  paintSections(standing);
  paintNeed(model, standing);
}

function figure(value: number): string {
  return value.toFixed(1);
}

function paintScore(standing: Standing): void {
  const box = one("score-figure");
  if (!box) return;
  box.replaceChildren(standing.percent === null ? "–" : figure(standing.percent));
  if (standing.percent === null) return;
  const unit = document.createElement("small");
  unit.textContent = " %";
  box.append(unit);
}

function paintFatals(model: Model, standing: Standing): void {
  const [box, text, without] = [one("score-fatal"), one("fatal-text"), one("score-without")];
  if (!box || !text || !without) return;
  box.hidden = !standing.fatals.length;
  const sentences = standing.fatals.map(({ question, section }) => {
    const place = { question: model.rules(question).number, section: section ? (model.data.letters[section] ?? "") : "" };
    return word(section ? "sections-zero" : "all-zero", place);
  });
  text.textContent = sentences.join("; ");
  without.textContent = standing.without_fatal === null ? "–" : `${figure(standing.without_fatal)} %`;
}

function paintSections(standing: Standing): void {
  for (const section of standing.sections) {
    const link = document.querySelector(`[data-section="${CSS.escape(section.key)}"]`);
    const count = link?.querySelector(".n");
    if (!link || !count) continue;
    link.classList.toggle("ok", section.tone === "ok");
    link.classList.toggle("fail", section.tone === "fail");
    count.textContent = `${section.done}/${section.total}`;
  }
}

function paintNeed(model: Model, standing: Standing): void {
  const [box, button] = [one("need"), one("submit")];
  const [head, list] = [box?.querySelector("b"), box?.querySelector("span")];
  if (!head || !list || !button) return;
  const long = model.tooLong();
  if (long.length) return askShorter(model, long, head, list, button);
  const open = standing.missing.length ? standing.missing : standing.silent;
  if (!open.length && lacksNote(model)) return askNote(head, list, button);
  head.textContent = !open.length ? word("complete")
    : word(standing.missing.length ? "required" : open.length === 1 ? "one-comment" : "comments", { n: open.length });
  list.replaceChildren(...open.slice(0, 6).map((key) => link(model.rules(key).number)));
  if (open.length > 6) list.append("…");
  button.classList.toggle("btn-p", standing.ready);
  if (standing.ready) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
}

/** Whether the comment on the whole is required and empty. */
export function lacksNote(model: Model): boolean {
  return model.data.needsNote && !model.draft.comment.trim();
}

function askShorter(model: Model, fields: string[], head: Element, list: Element, button: Element): void {
  head.textContent = word("need-shorter");
  list.replaceChildren(...fields.map((field) => {
    const made = document.createElement("a");
    made.href = `#too-long:${field}`;
    made.textContent = longName(model, field);
    return made;
  }));
  button.classList.remove("btn-p");
  button.setAttribute("aria-disabled", "true");
}

function askNote(head: Element, list: Element, button: Element): void {
  head.textContent = word("note");
  const made = document.createElement("a");
  made.href = "#overall";
  made.textContent = word("note-link");
  list.replaceChildren(made);
  button.classList.remove("btn-p");
  button.setAttribute("aria-disabled", "true");
}

function link(number: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = `#${number}`;
  made.textContent = number;
  return made;
}
