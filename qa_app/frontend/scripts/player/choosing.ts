// Which stretch of a recording is meant: the turns that words are selected in, a turn, or a drag.
import type { Stretch } from "./loop";

const FAR_PX = 6;

function times(turns: HTMLElement[]): Stretch | null {
  const known = turns.filter((turn) => turn.dataset["start"]);
  if (!known.length) return null;
  const start = Math.min(...known.map((turn) => Number(turn.dataset["start"])));
  const end = Math.max(...known.map((turn) => Number(turn.dataset["end"])));
  return end > start ? { start, end } : null;
}

/** The stretch of the selected words' turns, else of the selected turn, else of the spoken one. */
export function chosenStretch(): Stretch | null {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.rangeCount) {
    const range = selection.getRangeAt(0);
    const turns = [...document.querySelectorAll<HTMLElement>(".tn[data-start]")];
    const found = times(turns.filter((turn) => range.intersectsNode(turn)));
    if (found) return found;
  }
  const turn = document.querySelector<HTMLElement>(".tn.sel[data-start]") ?? document.querySelector<HTMLElement>(".tn.now[data-start]");
  return turn ? times([turn]) : null;
}

/** Calls `chosen` with the stretch that was dragged over the wave; a click still seeks. */
export function wireDragging(
  canvas: HTMLElement, duration: number, shown: (stretch: Stretch) => void, chosen: (stretch: Stretch) => void,
): void {
  let from: number | null = null;
  let dragged: Stretch | null = null;
  const at = (event: PointerEvent): number => {
    const box = canvas.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * duration;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    [from, dragged] = [event.clientX, null];
    const first = at(event);
    const move = (moved: PointerEvent) => {
      if (from === null || (Math.abs(moved.clientX - from) < FAR_PX && !dragged)) return;
      const now = at(moved);
      dragged = { start: Math.min(first, now), end: Math.max(first, now) };
      shown(dragged);
    };
    const done = () => {
      from = null;
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", done);
      document.removeEventListener("pointercancel", done);
      if (dragged) chosen(dragged);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", done);
    document.addEventListener("pointercancel", done);
  });
  // The click that ends a drag must not seek.
  canvas.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation();
    dragged = null;
  }, { capture: true });
}
