// Entry of pages with a recording: mounts the player, its keys, and links that seek.
import { register } from "./keys";
import { Follower } from "./player/following";
import { currentPlayer, mount } from "./player/mount";
import { word } from "./words";

const skip = (seconds: number) => () => currentPlayer()?.skip(seconds);
const faster = (step: number) => () => currentPlayer()?.changeRate(step);
const here = (): boolean => currentPlayer() !== undefined;
const hears = (side: string) => (): boolean => currentPlayer()?.has(side) ?? false;

register(
  { id: "play", key: "space", label: word("keys-play"), when: here, run: () => currentPlayer()?.toggle() },
  { id: "back", key: ",", label: word("keys-back"), when: here, run: skip(-5) },
  { id: "forward", key: ".", label: word("keys-forward"), when: here, run: skip(5) },
  { id: "slower", key: "[", label: word("keys-slower"), when: here, run: faster(-0.25) },
  { id: "faster", key: "]", label: word("keys-faster"), when: here, run: faster(0.25) },
  { id: "skip-silence", key: "s", label: word("keys-skip"), when: here, run: () => currentPlayer()?.toggleSilence() },
  { id: "loop", key: "l", label: word("keys-loop"), when: here, run: () => currentPlayer()?.toggleLoop() },
  { id: "mute-agent", key: "m", label: word("keys-mute-agent"), when: hears("agent"), run: () => currentPlayer()?.mute("agent") },
  { id: "mute-customer", key: "shift+m", label: word("keys-mute-customer"), when: hears("customer"), run: () => currentPlayer()?.mute("customer") },
);

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("[data-seek]");
  const player = currentPlayer();
  if (!link || !player) return;
  event.preventDefault();
  player.seek(Number(link.dataset["seek"]), true);
});

function mountAll(): void {
  currentPlayer();
  for (const box of document.querySelectorAll<HTMLElement>("[data-player]")) mount(box);
}

mountAll();
document.addEventListener("htmx:afterSettle", mountAll);
// The scoring screen does the same in its own way, since its turns come in parts.
for (const pane of document.querySelectorAll<HTMLElement>("[data-follow]")) {
  new Follower(pane);
  pane.addEventListener("click", (event) => playTurn(pane, event.target as Element));
}

/** A click on a turn selects it, so that it can be repeated, and plays from there. */
function playTurn(pane: HTMLElement, target: Element): void {
  const turn = target.closest<HTMLElement>(".tn[data-start]");
  if (!turn || target.closest("a, summary, button") || !getSelection()?.isCollapsed) return;
  for (const old of pane.querySelectorAll(".tn.sel")) old.classList.remove("sel");
  turn.classList.add("sel");
  currentPlayer()?.seek(Number(turn.dataset["start"]), true);
}
