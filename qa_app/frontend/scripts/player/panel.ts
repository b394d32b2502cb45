// The buttons and sliders of a player.
import type { Control } from "./control";

export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** Buttons act, and what was unfolded closes with Escape or a click elsewhere; undone by the result. */
export function wireButtons(box: HTMLElement, player: Control): () => void {
  const acts: Record<string, () => void> = {
    play: () => player.toggle(),
    back: () => player.skip(-5),
    forward: () => player.skip(5),
    slower: () => player.changeRate(-0.25),
    faster: () => player.changeRate(0.25),
    skip: () => player.toggleSilence(),
    loop: () => player.toggleLoop(),
    wave: () => box.querySelector(".wave")?.classList.toggle("open"),
  };
  box.addEventListener("click", (event) => {
    const target = event.target as Element;
    acts[target.closest<HTMLElement>("[data-player-do]")?.dataset["playerDo"] ?? ""]?.();
    const mute = target.closest<HTMLElement>("[data-mute]");
    if (mute) player.mute(mute.dataset["mute"] ?? "");
  });
  const fold = (event: Event) => {
    for (const open of box.querySelectorAll<HTMLDetailsElement>("details[open]")) {
      if (!open.contains(event.target as Node)) open.open = false;
    }
  };
  box.addEventListener("keydown", (event) => {
    const open = (event.target as Element).closest("details[open]");
    if (event.key !== "Escape" || !open) return;
    (open as HTMLDetailsElement).open = false;
    open.querySelector("summary")?.focus();
    event.stopPropagation();
  });
  document.addEventListener("click", fold);
  return () => document.removeEventListener("click", fold);
}

export function wireVolumes(box: HTMLElement, player: Control): void {
  for (const slider of box.querySelectorAll<HTMLInputElement>("[data-volume]")) {
    slider.addEventListener("input", () => {
      player.volumes.set(slider.dataset["volume"] ?? "", Number(slider.value) / 100);
      const said = slider.parentElement?.querySelector("output");
      if (said) said.textContent = `${slider.value} %`;
    });
  }
}
