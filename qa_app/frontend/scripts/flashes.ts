// Messages at the top of a page: spoken once on arrival, and put away with their button.
import { announce } from "./announce";
import { word } from "./words";

const spoken = new WeakSet<Element>();

function speak(root: ParentNode): void {
  const said: Record<"calm" | "urgent", string[]> = { calm: [], urgent: [] };
  for (const flash of root.querySelectorAll(".flash")) {
    if (spoken.has(flash)) continue;
    spoken.add(flash);
    const text = flash.querySelector("p")?.textContent?.trim();
    if (text) said[flash.classList.contains("flash-poor") ? "urgent" : "calm"].push(text);
  }
  // A region holds one text at a time: several messages are read as one.
  if (said.calm.length) announce(said.calm.join(" "));
  if (said.urgent.length) announce(said.urgent.join(" "), true);
}

/** Shows a message that did not come with a page; `kind` is one of good, watch, poor or plain. */
export function flash(text: string, kind = "plain"): void {
  const holder = document.getElementById("flashes");
  const pattern = document.getElementById("flash-pattern") as HTMLTemplateElement | null;
  const item = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!holder || !item) return;
  item.classList.add(`flash-${kind}`);
  const line = item.querySelector("p");
  if (line) line.textContent = text;
  holder.append(item);
  speak(holder);
}

export function startFlashes(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-dismiss]");
    button?.closest(".flash")?.remove();
  });
  document.addEventListener("htmx:afterSettle", () => speak(document));
  document.addEventListener("htmx:responseError", (event) => {
    const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
    flash(word(status === 403 || status === 401 ? "denied" : "server-error"), "poor");
  });
  document.addEventListener("htmx:sendError", () => flash(word("offline"), "poor"));
  speak(document);
}
