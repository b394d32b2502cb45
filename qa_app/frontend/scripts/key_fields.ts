// Fields that hold a key: pressing one writes it, and the field can still be left and typed in.
import { pressed } from "./keys";

const LEAVING = new Set(["tab", "shift+tab", "escape", "enter"]);
const HELD = new Set(["control", "shift", "alt", "meta"]);

function took(field: HTMLInputElement, event: KeyboardEvent): boolean {
  const key = pressed(event);
  const last = event.key.toLowerCase();
  if (event.isComposing || LEAVING.has(key) || HELD.has(last) || last === "dead") return false;
  field.value = last === "backspace" || last === "delete" ? (field.dataset["delivered"] ?? "") : key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

export function startKeyFields(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-key-field]")) {
    field.addEventListener("keydown", (event) => {
      if (took(field, event)) event.preventDefault();
    });
    field.addEventListener("focus", () => field.select());
  }
}
