// Puts one question on the page as the draft says: what is chosen, its comment, its causes.
import { measure } from "../limits";
import { NA, type Model } from "./model";
import type { Value } from "./types";

export type Field = HTMLInputElement | HTMLTextAreaElement;
const CLOSED = new Set(["yes_no", "scale", "choice"]);

/** Paints the question in `box`; its comment is open where it is asked for, written or `wanted`. */
export function paintQuestion(model: Model, key: string, box: HTMLElement, wanted: boolean): void {
  const value = model.answer(key);
  const kind = model.rules(key).kind;
  box.hidden = !model.isShown(key);
  for (const input of box.querySelectorAll<HTMLInputElement>(".ops input")) {
    if (input.type === "text") fill(input, value === null || value === NA ? "" : String(value));
    else input.checked = chosen(value, input.value);
  }
  const entry = box.querySelector<HTMLTextAreaElement>("textarea.entry");
  if (entry && !CLOSED.has(kind)) fill(entry, value === null || value === NA ? "" : String(value));
  const required = box.querySelector<HTMLElement>(".req");
  if (required) required.hidden = value !== null;
  paintComment(model, key, box, wanted);
  paintCauses(model, key, box);
}

function paintComment(model: Model, key: string, box: HTMLElement, wanted: boolean): void {
  const area = box.querySelector<HTMLElement>(".cm");
  const field = area?.querySelector("textarea");
  const must = area?.querySelector<HTMLElement>(".must");
  if (!area || !field || !must) return;
  const text = model.draft.comments[key] ?? "";
  const asked = model.wantsComment(key);
  area.hidden = !asked && !text && !wanted;
  must.hidden = !asked;
  field.required = asked;
  fill(field, text);
}

function paintCauses(model: Model, key: string, box: HTMLElement): void {
  const area = box.querySelector<HTMLElement>(".rc");
  if (!area) return;
  const picked = model.draft.causes[key] ?? [];
  area.hidden = !model.opensCauses(key);
  const keys = picked.map(causeKey);
  for (const input of area.querySelectorAll("input")) {
    const cause = input.dataset["cause"];
    if (cause === undefined) input.checked = keys.includes(input.value);
    else {
      input.hidden = !keys.includes(cause);
      fill(input, picked.find((one) => one.startsWith(`${cause}: `))?.slice(cause.length + 2) ?? "");
    }
  }
  for (const row of area.querySelectorAll<HTMLElement>("[data-under]")) {
    row.hidden = !keys.includes(row.dataset["under"] ?? "");
  }
}

/** A picked cause without the reviewer's own words behind it. */
export function causeKey(picked: string): string {
  return picked.split(": ", 1)[0] ?? picked;
}

function chosen(value: Value, option: string): boolean {
  return Array.isArray(value) ? value.includes(option) : value !== null && String(value) === option;
}

/** Leaves a field alone that already says so: its cursor would jump. */
export function fill(field: Field, text: string): void {
  const typing = document.activeElement === field;
  if (field.value === text || (typing && field.type === "text")) return;
  field.value = text;
  if (field instanceof HTMLTextAreaElement) measure(field);
}
