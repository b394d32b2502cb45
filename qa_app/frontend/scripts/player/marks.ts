// What lies over the waveform: evidence, holds, silences, and the time below it.

export interface Mark {
  start: number;
  end: number;
  kind: "evidence" | "hold" | "silence";
  label?: string;
  active?: boolean;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

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

function timeAxis(duration: number): HTMLElement {
  const axis = document.createElement("div");
  axis.className = "wave-axis";
  const step = STEPS.find((one) => duration / one <= 8) ?? 3600;
  for (let at = 0; at < duration - step / 3; at += step) {
    const label = document.createElement("span");
    label.textContent = clock(at);
    label.style.left = `${(at / duration) * 100}%`;
    axis.append(label);
  }
  return axis;
}

/** Draws anew what lies over the wave in `canvas`; the canvas itself stays. */
export function drawMarks(canvas: HTMLElement, duration: number, marks: Mark[]): void {
  for (const old of canvas.querySelectorAll(":scope > .wave-marks, :scope > .wave-axis")) old.remove();
  const layer = document.createElement("div");
  layer.className = "wave-marks";
  layer.append(...marks.map((mark) => region(mark, duration)));
  canvas.append(layer, timeAxis(duration));
}
