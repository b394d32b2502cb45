// What one can do with a recording: play, seek, speed, skip silence, repeat, volume of each side.
import { announce } from "../announce";
import { flash } from "../flashes";
import { word } from "../words";
import { chosenStretch } from "./choosing";
import { Loop, type Stretch } from "./loop";
import { drawMarks, type Mark } from "./marks";
import { clock } from "./panel";
import { after } from "./silence";
import { type Side, Volumes } from "./volume";
import { wish, wishes } from "./wishes";

export interface Recording {
  duration: number;
  /** One list of heights from 0 to 1 for each channel, agent first. */
  peaks: number[][];
  channels?: Side[];
  marks?: Mark[];
  /** Stretches that may be skipped. */
  quiet?: [number, number][];
}

export type Player = Pick<
  Control, "time" | "duration" | "toggle" | "skip" | "seek" | "changeRate" | "toggleSilence" | "toggleLoop" | "mute" | "has"
>;

const RATES = { low: 0.5, high: 3 };

export class Control {
  readonly loop: Loop;
  readonly volumes: Volumes;
  readonly duration: number;
  private skipping: boolean;

  constructor(
    private readonly box: HTMLElement,
    private readonly audio: HTMLAudioElement,
    private readonly recording: Recording,
  ) {
    const kept = wishes();
    this.duration = recording.duration;
    this.skipping = kept.skip;
    audio.playbackRate = kept.rate;
    // A source that loads later begins at the default.
    audio.defaultPlaybackRate = kept.rate;
    this.loop = new Loop(audio, (stretch) => this.showLoop(stretch));
    this.volumes = new Volumes(audio, recording.channels ?? []);
    this.press("skip", kept.skip);
  }

  get time(): number {
    return this.audio.currentTime;
  }

  has(side: string): boolean {
    return this.volumes.sides.some((one) => one.side === side);
  }

  toggle(): void {
    if (this.audio.paused) this.start();
    else this.audio.pause();
  }

  skip(seconds: number): void {
    this.seek(this.audio.currentTime + seconds);
  }

  seek(seconds: number, play = false): void {
    this.audio.currentTime = Math.min(Math.max(seconds, 0), this.duration);
    if (play) this.start();
  }

  changeRate(step: number): void {
    this.audio.playbackRate = Math.min(Math.max(this.audio.playbackRate + step, RATES.low), RATES.high);
    wish({ rate: this.audio.playbackRate });
  }

  toggleSilence(): void {
    this.skipping = !this.skipping;
    wish({ skip: this.skipping });
    this.press("skip", this.skipping);
    const none = this.skipping && !this.recording.quiet?.length;
    announce(word(none ? "skip-none" : this.skipping ? "skip-on" : "skip-off"));
  }

  /** Repeats what is chosen; where something is repeated already, stops that. */
  toggleLoop(): void {
    if (this.loop.stretch) {
      this.loop.stop();
      announce(word("loop-off"));
      return;
    }
    const stretch = chosenStretch();
    if (stretch) this.repeat(stretch);
    else flash(word("loop-nothing"), "watch");
  }

  repeat(stretch: Stretch): void {
    const kept = { start: Math.max(stretch.start, 0), end: Math.min(stretch.end, this.duration) };
    if (!this.loop.repeat(kept)) return this.showLoop(this.loop.stretch);
    this.start();
  }

  mute(side: string): void {
    if (!this.has(side)) return;
    const muted = this.volumes.toggle(side);
    for (const button of this.box.querySelectorAll(`[data-mute="${side}"]`)) {
      button.setAttribute("aria-pressed", String(muted));
    }
    // The sliders are folded away mostly, and one side that is silent looks like a broken recording.
    for (const said of this.box.querySelectorAll<HTMLElement>(`[data-muted-side="${side}"]`)) said.hidden = !muted;
    announce(word(`${muted ? "muted" : "unmuted"}-${side}`));
  }

  /** As time goes on: the end of a repeat, and the beginning of a silence. */
  tick(): void {
    if (this.audio.paused) return;
    this.loop.tick();
    if (!this.skipping) return;
    const to = after(this.recording.quiet ?? [], this.audio.currentTime, this.loop.stretch?.end);
    if (to !== null) this.audio.currentTime = to;
  }

  private start(): void {
    // A browser may refuse to play before the first click on the page; the button then still works.
    this.audio.play().catch(() => undefined);
  }

  private press(name: string, on: boolean): void {
    this.box.querySelector(`[data-player-do="${name}"]`)?.setAttribute("aria-pressed", String(on));
  }

  private showLoop(stretch: Stretch | null): void {
    this.press("loop", stretch !== null);
    const canvas = this.box.querySelector<HTMLElement>(".wave-canvas");
    if (canvas) drawMarks(canvas, this.duration, "loop", stretch ? [{ ...stretch, kind: "loop" }] : []);
    const said = this.box.querySelector("[data-player-loop]");
    if (said) said.textContent = stretch ? word("loop-on", { from: clock(stretch.start), to: clock(stretch.end) }) : "";
  }
}
