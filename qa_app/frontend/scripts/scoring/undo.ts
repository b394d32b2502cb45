// The ten seconds in which a submission can be taken back: counts down, and takes back.
import { flash } from "../flashes";
import { word } from "../words";
import { post } from "./post";

/** Starts the countdown of every undo bar on the page that has none yet. */
export function startUndo(): void {
  for (const bar of document.querySelectorAll<HTMLFormElement>("[data-undo]:not([data-runs])")) run(bar);
}

/** The bar of the submission that can still be taken back, if any. */
export function undoBar(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("[data-undo][data-runs]");
}

export async function takeBack(bar: HTMLFormElement): Promise<void> {
  const answer = await post(bar.action, "{}");
  if (answer.status === 200) location.assign(String(answer.body["url"]));
  else flash(String(answer.body["error"] ?? word("server-error")), "watch");
}

/** Shows the bar for a submission that was just made. */
export function showUndo(action: string, seconds: number): void {
  const pattern = document.getElementById("undo-pattern") as HTMLTemplateElement | null;
  const bar = pattern?.content.firstElementChild?.cloneNode(true) as HTMLFormElement | undefined;
  const row = document.getElementById("submit-row");
  if (!bar || !row || seconds <= 0) return;
  document.querySelector("[data-undo]")?.remove();
  bar.action = action;
  bar.dataset["left"] = String(seconds);
  row.before(bar);
  startUndo();
}

function run(bar: HTMLFormElement): void {
  bar.dataset["runs"] = "";
  const end = Date.now() + Number(bar.dataset["left"]) * 1000;
  const progress = bar.querySelector("progress");
  const text = bar.querySelector("[data-undo-text]");
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    void takeBack(bar);
  });
  const timer = setInterval(() => {
    const left = Math.max(0, (end - Date.now()) / 1000);
    if (progress) progress.value = left;
    // It stands outside the status: a number that changes each second must not be read out.
    if (text) text.textContent = word("final-in", { n: Math.ceil(left) });
    if (left > 0 && bar.isConnected) return;
    clearInterval(timer);
    bar.remove();
  }, 250);
}
