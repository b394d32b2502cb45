// One recording on the page: its audio element, waveform, buttons, and the events that others hear.
import WaveSurfer from "wavesurfer.js";
import { drawMarks, type Mark } from "./marks";
import { waveLook } from "./look";

export interface Player {
  readonly time: number;
  readonly duration: number;
  toggle: () => void;
  skip: (seconds: number) => void;
  seek: (seconds: number, play?: boolean) => void;
  changeRate: (step: number) => void;
}

interface Recording {
  duration: number;
  /** One list of heights from 0 to 1 for each channel, agent first. */
  peaks: number[][];
  regions?: Mark[];
}

const RATES = { low: 0.5, high: 3 };
const players = new Map<HTMLElement, Player>();

/** The first player that is still on the page. */
export function currentPlayer(): Player | undefined {
  for (const [box, player] of players) {
    if (box.isConnected) return player;
    players.delete(box);
  }
  return undefined;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function tell(box: HTMLElement, name: string, detail: Record<string, number> = {}): void {
  box.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function control(audio: HTMLAudioElement, recording: Recording): Player {
  const within = (seconds: number) => Math.min(Math.max(seconds, 0), recording.duration);
  const start = () => {
    // A browser may refuse to play before the first click on the page; the button then still works.
    audio.play().catch(() => undefined);
  };
  return {
    get time() {
      return audio.currentTime;
    },
    duration: recording.duration,
    toggle: () => (audio.paused ? start() : audio.pause()),
    skip: (seconds) => {
      audio.currentTime = within(audio.currentTime + seconds);
    },
    seek: (seconds, play = false) => {
      audio.currentTime = within(seconds);
      if (play) start();
    },
    changeRate: (step) => {
      audio.playbackRate = Math.min(Math.max(audio.playbackRate + step, RATES.low), RATES.high);
    },
  };
}

function wireButtons(box: HTMLElement, player: Player): void {
  const acts: Record<string, () => void> = {
    play: player.toggle,
    back: () => player.skip(-5),
    forward: () => player.skip(5),
    slower: () => player.changeRate(-0.25),
    faster: () => player.changeRate(0.25),
    wave: () => box.querySelector(".wave")?.classList.toggle("open"),
  };
  box.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-player-do]");
    acts[button?.dataset["playerDo"] ?? ""]?.();
  });
}

function showState(box: HTMLElement, audio: HTMLAudioElement): void {
  const time = box.querySelector("[data-player-time]");
  const rate = box.querySelector("[data-player-rate]");
  if (time) time.textContent = clock(audio.currentTime);
  if (rate) rate.textContent = `${audio.playbackRate}×`;
  for (const part of box.querySelectorAll<HTMLElement>("[data-while]")) {
    part.hidden = (part.dataset["while"] === "playing") === audio.paused;
  }
}

function wireAudio(box: HTMLElement, audio: HTMLAudioElement): void {
  const show = () => showState(box, audio);
  for (const name of ["play", "pause", "seeking", "ratechange", "timeupdate"]) {
    audio.addEventListener(name, show);
  }
  audio.addEventListener("play", () => tell(box, "qa:play"));
  audio.addEventListener("pause", () => tell(box, "qa:pause"));
  audio.addEventListener("seeking", () => tell(box, "qa:time", { time: audio.currentTime }));
  const follow = () => {
    tell(box, "qa:time", { time: audio.currentTime });
    if (!audio.paused) requestAnimationFrame(follow);
  };
  audio.addEventListener("play", follow);
  show();
}

/** Makes the player in `box` work; does nothing where it is already mounted or has no audio. */
export function mount(box: HTMLElement): void {
  const audio = box.querySelector("audio");
  const canvas = box.querySelector<HTMLElement>(".wave-canvas");
  const text = box.querySelector('script[type="application/json"]')?.textContent;
  if (players.has(box) || !audio || !canvas || !text) return;
  const recording = JSON.parse(text) as Recording;
  const player = control(audio, recording);
  players.set(box, player);
  audio.controls = false;
  wireAudio(box, audio);
  wireButtons(box, player);
  const wave = WaveSurfer.create({
    container: canvas,
    media: audio,
    peaks: recording.peaks,
    duration: recording.duration,
    cspNonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
    dragToSeek: true,
    hideScrollbar: true,
    ...waveLook(recording.peaks.length),
  });
  document.addEventListener("qa:theme", () => wave.setOptions(waveLook(recording.peaks.length)));
  drawMarks(canvas, recording.duration, recording.regions ?? []);
}
