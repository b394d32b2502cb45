// Time spent on an item: only while the page is seen and somebody does something.
const IDLE_MS = 60_000;

export class WorkClock {
  private seconds = 0;
  private active = Date.now();

  constructor(signal: AbortSignal) {
    for (const name of ["keydown", "pointerdown", "wheel", "input"]) {
      document.addEventListener(name, () => (this.active = Date.now()), { signal, passive: true });
    }
    // Listening is work too.
    document.addEventListener("qa:time", () => (this.active = Date.now()), { signal });
    const timer = setInterval(() => {
      if (!document.hidden && Date.now() - this.active < IDLE_MS) this.seconds += 1;
    }, 1000);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** The whole seconds since it was last asked, at most an hour. */
  take(): number {
    const taken = Math.min(this.seconds, 3600);
    this.seconds -= taken;
    return taken;
  }

  giveBack(seconds: number): void {
    this.seconds += seconds;
  }
}
