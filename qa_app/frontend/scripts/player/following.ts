// Shows which turn is being spoken and keeps it in view until the reader scrolls away.

// Scrolling of our own making is over after this time.
const OWN_MS = 250;

export class Follower {
  private following = true;
  private moved = 0;

  constructor(
    private readonly pane: HTMLElement,
    signal?: AbortSignal,
  ) {
    const options = { passive: true, ...(signal && { signal }) };
    const scrolled = () => {
      if (performance.now() - this.moved > OWN_MS) this.following = false;
    };
    for (const place of [pane, document]) place.addEventListener("scroll", scrolled, options);
    for (const name of ["wheel", "touchmove"]) pane.addEventListener(name, () => this.let(), options);
    document.addEventListener("qa:play", () => (this.following = true), options);
    document.addEventListener("qa:time", (event) => this.spoken((event as CustomEvent<{ time: number }>).detail.time), options);
  }

  /** Stops following: the reader looks at something else. */
  let(): void {
    this.following = false;
  }

  private spoken(time: number): void {
    const now = this.turnAt(time);
    const before = this.pane.querySelector<HTMLElement>(".tn.now");
    if (now === before) return;
    if (this.following) this.moved = performance.now();
    for (const [turn, on] of [[before, false], [now, true]] as const) {
      turn?.classList.toggle("now", on);
      const label = turn?.querySelector<HTMLElement>(".nowl");
      if (label) label.hidden = !on;
    }
    if (this.following) now?.scrollIntoView({ block: "nearest" });
  }

  private turnAt(time: number): HTMLElement | undefined {
    let found: HTMLElement | undefined;
    for (const turn of this.pane.querySelectorAll<HTMLElement>(".tn[data-start]")) {
      if (Number(turn.dataset["start"]) > time + 0.05) break;
      found = turn;
    }
    return found;
  }
}
