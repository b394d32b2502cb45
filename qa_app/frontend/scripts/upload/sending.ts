// One file on its way: begins it, sends piece after piece, asks after a break where to go on.

import { word } from "../words";

export type State = "waiting" | "sending" | "lost" | "paused" | "done" | "refused" | "cancelled";

const LONGEST_WAIT_S = 30;

export class Sending {
  state: State = "waiting";
  sent = 0;
  why = "";
  token = "";
  private place = "";
  /** Whether `sent` is what the server has; not after a break or a pause. */
  private isKnown = false;
  private stop = new AbortController();

  constructor(
    readonly file: File,
    private readonly start: string,
    private readonly pieceBytes: number,
    most: number,
    private readonly changed: () => void,
  ) {
    if (file.size <= most && file.size > 0) return;
    this.state = "refused";
    this.why = word(file.size ? "uploadTooLarge" : "uploadEmpty");
  }

  /** Send until the file is whole, is refused, or somebody pauses it. */
  async run(): Promise<void> {
    this.stop = new AbortController();
    this.set("sending");
    for (let tries = 0; this.state === "sending" || this.state === "lost"; ) {
      try {
        await this.find();
        if (this.sent >= this.file.size) return this.set("done");
        await this.sendPiece();
        tries = 0;
        this.set("sending");
      } catch (error) {
        if (this.stop.signal.aborted) return;
        if (error instanceof Refused) {
          this.why = error.message;
          return this.set("refused");
        }
        // Where to go on is asked for, not remembered.
        this.isKnown = false;
        tries += 1;
        this.set("lost");
        await wait(Math.min(LONGEST_WAIT_S, 2 ** (tries - 1)));
      }
    }
  }

  /** Pause, or go on. */
  toggle(): void {
    if (this.state === "paused") {
      this.set("waiting");
      return;
    }
    this.stop.abort();
    this.isKnown = false;
    this.set("paused");
  }

  /** Give it up; what has arrived is deleted. */
  async cancel(): Promise<void> {
    this.stop.abort();
    this.set("cancelled");
    if (this.place) await fetch(this.place, { method: "DELETE", headers: headers() }).catch(() => undefined);
  }

  private set(state: State): void {
    this.state = state;
    this.changed();
  }

  /** Begin the file, or ask how much of it is there. */
  private async find(): Promise<void> {
    if (!this.place) {
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(this.file.name)));
      const made = await ask(this.start, {
        method: "POST",
        headers: headers({ "Upload-Length": String(this.file.size), "Upload-Metadata": `filename ${name}` }),
        signal: this.stop.signal,
      });
      this.place = made.headers.get("Location") ?? "";
      this.token = this.place.split("/").pop() ?? "";
      this.sent = 0;
    } else if (!this.isKnown) {
      const found = await ask(this.place, { method: "HEAD", headers: headers(), signal: this.stop.signal });
      this.sent = Number(found.headers.get("Upload-Offset"));
    }
    this.isKnown = true;
  }

  private async sendPiece(): Promise<void> {
    const piece = await this.file.slice(this.sent, this.sent + this.pieceBytes).arrayBuffer();
    const more: Record<string, string> = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(this.sent),
    };
    // Browsers compute checksums on secure addresses only.
    if (globalThis.crypto?.subtle) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", piece));
      more["Upload-Checksum"] = `sha256 ${btoa(String.fromCharCode(...digest))}`;
    }
    const done = await ask(this.place, { method: "PATCH", body: piece, headers: headers(more), signal: this.stop.signal });
    this.sent = Number(done.headers.get("Upload-Offset"));
  }
}

function wait(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

class Refused extends Error {}

/** The answer, if it is good; Refused where sending again changes nothing. */
async function ask(place: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(place, options);
  if (answer.ok) return answer;
  // 409 and 460: another byte is due, or a piece was damaged; both are mended by going on.
  if (answer.status >= 500 || [408, 409, 429, 460].includes(answer.status)) throw new Error(String(answer.status));
  const told = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new Refused(told.error ?? String(answer.status));
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  return { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, Accept: "application/json", ...more };
}
