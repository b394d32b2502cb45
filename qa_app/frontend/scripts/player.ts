// Entry of pages with a recording: mounts the player, its keys, and links that seek.
import { register } from "./keys";
import { currentPlayer, mount } from "./player/mount";
import { word } from "./words";

const skip = (seconds: number) => () => currentPlayer()?.skip(seconds);
const faster = (step: number) => () => currentPlayer()?.changeRate(step);
const here = (): boolean => currentPlayer() !== undefined;

register(
  { id: "play", key: "space", label: word("keys-play"), when: here, run: () => currentPlayer()?.toggle() },
  { id: "back", key: ",", label: word("keys-back"), when: here, run: skip(-5) },
  { id: "forward", key: ".", label: word("keys-forward"), when: here, run: skip(5) },
  { id: "slower", key: "[", label: word("keys-slower"), when: here, run: faster(-0.25) },
  { id: "faster", key: "]", label: word("keys-faster"), when: here, run: faster(0.25) },
);

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("[data-seek]");
  const player = currentPlayer();
  if (!link || !player) return;
  event.preventDefault();
  player.seek(Number(link.dataset["seek"]), true);
});

function mountAll(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-player]")) mount(box);
}

mountAll();
document.addEventListener("htmx:afterSettle", mountAll);
