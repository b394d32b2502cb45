// Volume of each side of a stereo recording; made when first asked for, since sound needs a gesture.

export interface Side {
  side: "agent" | "customer";
  /** Which channel of the file carries it. */
  channel: number;
}

interface Gains {
  own: GainNode;
  /** The way to the other ear, open while the other side is silent. */
  other: GainNode;
}

export class Volumes {
  private readonly wanted = new Map<string, number>();
  private readonly muted = new Set<string>();
  private readonly gains = new Map<string, Gains>();
  private context: AudioContext | undefined;

  constructor(
    private readonly audio: HTMLAudioElement,
    readonly sides: Side[],
  ) {}

  /** Sets a side's volume as a fraction of 1; above 1 it is amplified. */
  set(side: string, volume: number): void {
    this.wanted.set(side, volume);
    this.apply();
  }

  /** Mutes a side or gives it back; says whether it is muted now. */
  toggle(side: string): boolean {
    if (!this.muted.delete(side)) this.muted.add(side);
    this.apply();
    return this.muted.has(side);
  }

  leave(): void {
    void this.context?.close();
  }

  private volume(side: string): number {
    return this.muted.has(side) ? 0 : (this.wanted.get(side) ?? 1);
  }

  private apply(): void {
    if (!this.context) this.wire();
    for (const { side } of this.sides) {
      const gains = this.gains.get(side);
      const rest = this.sides.filter((one) => one.side !== side);
      const alone = rest.every((one) => this.volume(one.side) === 0);
      if (!gains) continue;
      gains.own.gain.value = this.volume(side);
      gains.other.gain.value = alone ? this.volume(side) : 0;
    }
  }

  private wire(): void {
    const context = new AudioContext();
    this.context = context;
    const source = context.createMediaElementSource(this.audio);
    const splitter = context.createChannelSplitter(2);
    const merger = context.createChannelMerger(2);
    source.connect(splitter);
    for (const { side, channel } of this.sides) {
      const [own, other] = [context.createGain(), context.createGain()];
      splitter.connect(own, channel).connect(merger, 0, channel);
      splitter.connect(other, channel).connect(merger, 0, 1 - channel);
      this.gains.set(side, { own, other });
    }
    merger.connect(context.destination);
    // Where the page plays already the context may wait for a gesture; each play asks again.
    void context.resume();
    this.audio.addEventListener("play", () => void context.resume());
  }
}
