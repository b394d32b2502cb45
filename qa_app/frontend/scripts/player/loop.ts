// Repeats a stretch of the recording until it is given up; somebody who seeks out of it is let go.

export interface Stretch {
  start: number;
  end: number;
}

const LEAST_S = 0.3;

export class Loop {
  stretch: Stretch | null = null;
  private inside = false;

  constructor(
    private readonly audio: HTMLAudioElement,
    private readonly changed: (stretch: Stretch | null) => void,
  ) {}

  /** Begins to repeat a stretch, at its beginning; one that is too short to hear is refused. */
  repeat(stretch: Stretch): boolean {
    if (stretch.end - stretch.start < LEAST_S) return false;
    this.stretch = stretch;
    this.inside = true;
    this.audio.currentTime = stretch.start;
    this.changed(stretch);
    return true;
  }

  stop(): void {
    this.stretch = null;
    this.inside = false;
    this.changed(null);
  }

  /** Called as time goes on: back to the beginning where the end was played through. */
  tick(): void {
    const { stretch, audio } = this;
    if (!stretch) return;
    const now = audio.currentTime;
    if (this.inside && now >= stretch.end && now < stretch.end + 1) audio.currentTime = stretch.start;
    else this.inside = now >= stretch.start && now < stretch.end;
  }

  /** Starts over where the recording itself ends within the repeat. */
  ended(): void {
    if (!this.stretch || !this.inside) return;
    this.audio.currentTime = this.stretch.start;
    this.audio.play().catch(() => undefined);
  }
}
