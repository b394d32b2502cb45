// Fields with a limit are never cut: a count appears when it comes near, and words when it is passed.
import { word } from "./words";

const NEAR = 0.9;

/** Length as the server counts: Unicode code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** The most characters of a field; infinite where it has no limit. */
export function limitOf(field: HTMLTextAreaElement): number {
  return Number(field.dataset["limit"] ?? Infinity);
}

function countBelow(field: HTMLTextAreaElement): HTMLElement {
  const next = field.nextElementSibling;
  if (next instanceof HTMLElement && next.classList.contains("count-c")) return next;
  const made = document.createElement("p");
  made.className = "count-c t12 num";
  made.setAttribute("role", "status");
  field.after(made);
  return made;
}

/** Shows how many characters a field has, where that is near its limit or above. */
export function measure(field: HTMLTextAreaElement): void {
  const limit = limitOf(field);
  const shown = field.nextElementSibling?.classList.contains("count-c") ?? false;
  // Counting a long text on every key would be felt; far below the limit nothing is counted.
  if (field.value.length < limit * NEAR && !shown) return;
  const count = lengthOf(field.value);
  const over = count - limit;
  const box = countBelow(field);
  box.hidden = count < limit * NEAR;
  box.classList.toggle("over", over > 0);
  const places = { n: count.toLocaleString("en"), limit: limit.toLocaleString("en"), over: over.toLocaleString("en") };
  box.textContent = word(over > 0 ? "count-over" : "count-near", places);
  if (over > 0) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

export function startLimits(): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-limit]")) measure(field);
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field instanceof HTMLTextAreaElement && field.dataset["limit"]) measure(field);
  });
}
