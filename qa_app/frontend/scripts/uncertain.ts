// From one turn that the machine was unsure of to the next, with a button or a key.
import { announce } from "./announce";
import { register } from "./keys";
import { word } from "./words";

const bar = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-uncertain]");

/** Goes to the next uncertain turn, and from the last one to the first again. */
function next(): void {
  const box = bar();
  const turns = JSON.parse(box?.dataset["uncertain"] ?? "[]") as [number, number][];
  if (!box || !turns.length) return;
  const place = (Number(box.dataset["place"] ?? -1) + 1) % turns.length;
  box.dataset["place"] = String(place);
  const [id, position] = turns[place] ?? [0, 0];
  // A transcript that comes in parts fetches what is not on the page yet.
  const asked = new CustomEvent("qa:go-to", { cancelable: true, detail: { id, position } });
  if (document.dispatchEvent(asked)) show(document.getElementById(`turn-${position}`));
  announce(word("uncertain", { n: place + 1, total: turns.length }));
}

function show(turn: HTMLElement | null): void {
  for (const old of document.querySelectorAll(".tn.sel")) old.classList.remove("sel");
  turn?.classList.add("sel");
  turn?.scrollIntoView({ block: "center" });
}

export function startUncertain(): void {
  register({ id: "next-uncertain", key: "n", label: word("keys-uncertain"), when: () => bar() !== null, run: next });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-next-uncertain]")) next();
  });
}
