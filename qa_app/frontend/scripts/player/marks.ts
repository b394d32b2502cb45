// What lies over the waveform, in layers that are drawn apart: evidence, holds, silences, muted stretches, hits, the repeat.

export type Kind = "evidence" | "hold" | "silence" | "sound" | "overlap" | "found" | "rule" | "word" | "loop" | "muted";

export interface Mark {
  start: number;
  end: number;
  kind: Kind;
  label?: string;
  active?: boolean;
}

export type Layer = "recording" | "evidence" | "found" | "rule" | "word" | "loop";

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
// Room for one time below the wave.
const LABEL_PX = 56;
const drawn = new WeakMap<HTMLElement, Map<Layer, HTMLElement>>();

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

function region(mark: Mark, duration: number): HTMLElement {
  const box = document.createElement("div");
  box.className = `wave-mark wave-${mark.kind}${mark.active ? " on" : ""}`;
  box.style.left = `${(mark.start / duration) * 100}%`;
  box.style.width = `${((mark.end - mark.start) / duration) * 100}%`;
  if (mark.label) {
    const name = document.createElement("span");
    name.textContent = mark.label;
    box.append(name);
  }
  return box;
}

/** The times below the wave; drawn once. */
export function drawAxis(canvas: HTMLElement, duration: number): void {
  const axis = document.createElement("div");
  axis.className = "wave-axis";
  const most = Math.max(Math.floor(canvas.clientWidth / LABEL_PX), 2);
  const step = STEPS.find((one) => duration / one <= Math.min(most, 8)) ?? 3600;
  for (let at = 0; at < duration - step / 3; at += step) {
    const label = document.createElement("span");
    label.textContent = clock(at);
    label.style.left = `${(at / duration) * 100}%`;
    axis.append(label);
  }
  canvas.append(axis);
}

/** Draws one layer of marks over the wave in `canvas` anew; the other layers stay. */
export function drawMarks(canvas: HTMLElement, duration: number, layer: Layer, marks: Mark[]): void {
  const layers = drawn.get(canvas) ?? new Map<Layer, HTMLElement>();
  drawn.set(canvas, layers);
  layers.get(layer)?.remove();
  const box = document.createElement("div");
  box.className = "wave-marks";
  box.dataset["layer"] = layer;
  box.append(...marks.map((mark) => region(mark, duration)));
  layers.set(layer, box);
  canvas.append(box);
}
