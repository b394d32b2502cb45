// One recording on the page: its audio element, waveform, buttons, and the events that others hear.
import WaveSurfer from "wavesurfer.js";
import { wireDragging } from "./choosing";
import { Control, type Player, type Recording } from "./control";
import { waveLook } from "./look";
import { drawAxis, drawMarks } from "./marks";
import { clock, wireButtons, wireVolumes } from "./panel";

export type { Player } from "./control";

const players = new Map<HTMLElement, { player: Player; leave: () => void }>();

/** The first player that is still on the page; those that have left it fall silent. */
export function currentPlayer(): Player | undefined {
  for (const [box, { player, leave }] of players) {
    if (box.isConnected) return player;
    leave();
    players.delete(box);
  }
  return undefined;
}

/** The wave of the page's player and how long it lasts, for those who draw on it. */
export function waveOnPage(): { canvas: HTMLElement; duration: number } | undefined {
  const canvas = document.querySelector<HTMLElement>("[data-player] .wave-canvas");
  const duration = canvas && recordingOf(canvas.closest<HTMLElement>("[data-player]"))?.duration;
  return canvas && duration ? { canvas, duration } : undefined;
}

function recordingOf(box: HTMLElement | null): Recording | undefined {
  const text = box?.querySelector("script[data-recording]")?.textContent;
  return text ? (JSON.parse(text) as Recording) : undefined;
}

function tell(box: HTMLElement, name: string, detail: Record<string, number> = {}): void {
  box.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
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

function wireAudio(box: HTMLElement, audio: HTMLAudioElement, player: Control): void {
  const show = () => showState(box, audio);
  for (const name of ["play", "pause", "seeking", "ratechange", "timeupdate"]) {
    audio.addEventListener(name, show);
  }
  audio.addEventListener("play", () => tell(box, "qa:play"));
  audio.addEventListener("pause", () => tell(box, "qa:pause"));
  audio.addEventListener("seeking", () => tell(box, "qa:time", { time: audio.currentTime }));
  // Frames stop in a window that is not seen; the slower event goes on there.
  audio.addEventListener("timeupdate", () => player.tick());
  audio.addEventListener("ended", () => player.loop.ended());
  const follow = () => {
    player.tick();
    tell(box, "qa:time", { time: audio.currentTime });
    if (!audio.paused) requestAnimationFrame(follow);
  };
  audio.addEventListener("play", follow);
  show();
}

/** Draws wave and marks; gives back what takes it down again. */
function drawWave(canvas: HTMLElement, audio: HTMLAudioElement, recording: Recording, player: Control): () => void {
  const { peaks, duration } = recording;
  const wave = WaveSurfer.create({
    container: canvas,
    media: audio,
    peaks,
    duration,
    cspNonce: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "",
    dragToSeek: false,
    hideScrollbar: true,
    ...waveLook(peaks.length),
  });
  const dress = () => wave.setOptions(waveLook(peaks.length));
  document.addEventListener("qa:theme", dress);
  drawAxis(canvas, duration);
  drawMarks(canvas, duration, "recording", recording.marks ?? []);
  const drawLoop = (stretch: { start: number; end: number }) =>
    drawMarks(canvas, duration, "loop", [{ ...stretch, kind: "loop" }]);
  wireDragging(canvas, duration, drawLoop, (stretch) => player.repeat(stretch));
  return () => {
    document.removeEventListener("qa:theme", dress);
    wave.destroy();
  };
}

/** Makes the player in `box` work; does nothing where it is already mounted or has no audio. */
export function mount(box: HTMLElement): void {
  const audio = box.querySelector("audio");
  const canvas = box.querySelector<HTMLElement>(".wave-canvas");
  const recording = recordingOf(box);
  if (players.has(box) || !audio || !recording) return;
  const player = new Control(box, audio, recording);
  audio.controls = false;
  wireAudio(box, audio, player);
  const close = wireButtons(box, player);
  wireVolumes(box, player);
  const undress = canvas ? drawWave(canvas, audio, recording, player) : () => undefined;
  players.set(box, {
    player,
    leave: () => {
      audio.pause();
      player.volumes.leave();
      close();
      undress();
    },
  });
}
