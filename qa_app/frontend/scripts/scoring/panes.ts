// On a narrow screen one pane at a time, transcript or scorecard; score and submit stay in view.
const NARROW = matchMedia("(max-width: 899px)");
export type Side = "left" | "right";

const split = () => document.getElementById("scoring");

/** Shows that pane where there is room for one only; what is shown already stays where it is. */
export function showPane(side: Side): void {
  const box = split();
  if (!box || box.dataset["shown"] === undefined || box.dataset["shown"] === side) return;
  box.dataset["shown"] = side;
  for (const button of box.querySelectorAll<HTMLElement>(".panes [data-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset["pane"] === side));
  }
}

function fit(): void {
  const box = split();
  const tabs = box?.querySelector<HTMLElement>(".panes");
  const facts = document.querySelector<HTMLDetailsElement>(".facts-d");
  // Wide, the facts have no handle to open them with.
  if (facts) facts.open = !NARROW.matches;
  if (!box || !tabs) return;
  tabs.hidden = !NARROW.matches;
  if (!NARROW.matches) delete box.dataset["shown"];
  else box.dataset["shown"] ??= "left";
}

export function startPanes(signal: AbortSignal): void {
  fit();
  NARROW.addEventListener("change", fit, { signal });
  for (const button of document.querySelectorAll<HTMLElement>(".panes [data-pane]")) {
    button.addEventListener("click", () => showPane(button.dataset["pane"] as Side), { signal });
  }
}
