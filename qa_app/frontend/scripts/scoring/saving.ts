// Autosave: every change reaches the server within two seconds or stays in this window until it does.
import { announce } from "../announce";
import { openDialog } from "../dialogs";
import { flash } from "../flashes";
import { word } from "../words";
import { showConflict } from "./conflict";
import { fitted } from "./fitting";
import { longName } from "./long";
import { alike, type Model } from "./model";
import { type Answer, post } from "./post";
import { showStranded } from "./stranded";
import type { WorkClock } from "./time";
import type { Draft, Standing, Suggestions } from "./types";

const WAIT_MS = 350;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
type State = "saving" | "saved" | "lost" | "conflict" | "conflict-own" | "refused" | "signed-out" | "too-long";
const LOOKS: Record<State, string> = {
  saving: "wait", saved: "ok", lost: "lost", conflict: "conflict", "conflict-own": "conflict", refused: "conflict", "signed-out": "lost", "too-long": "conflict",
};

/** What a window holds until the server has it, with the question that was being answered. */
interface Kept {
  draft: Draft;
  revision: number;
  focus: string | null;
}

export class Saver {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private dirty = false;
  private blocked = false;
  private tries = 0;
  /** What the server holds; it stands in for texts that are too long to be sent. */
  private accepted: Draft;

  constructor(
    private readonly model: Model,
    private readonly clock: WorkClock,
    private readonly stood: (standing: Standing, suggestions: Suggestions) => void,
    private readonly wrong: (field: string) => void,
    signal: AbortSignal,
  ) {
    this.accepted = JSON.parse(JSON.stringify(model.draft)) as Draft;
    model.onChange(() => this.changed());
    const leave = () => {
      if (!this.dirty) return;
      // Also where somebody has gone since the last change.
      this.keep();
      if (!this.blocked) void post(model.data.urls.save, this.body(), true);
    };
    window.addEventListener("pagehide", leave, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  /** What was kept in this window from before a sign-out or a crash comes back; the question that it was left at. */
  restore(): string | null {
    const kept = this.fittingKept();
    if (!kept || alike(kept.draft, this.model.draft)) this.forget();
    // Nobody but its owner opens a sheet: what is newer than this window's was saved by them too.
    else if (kept.revision !== this.model.revision) this.clash(this.model.draft, this.model.revision, kept.draft, true);
    else {
      this.model.replace(kept.draft);
      announce(word("kept"));
    }
    return kept?.focus ?? null;
  }

  /** The request body of a save or submission as things are now. */
  body(): string {
    const { model } = this;
    return JSON.stringify({
      version_id: model.data.version,
      revision: model.revision,
      seconds: this.clock.take(),
      draft: model.fitting(this.accepted),
      suggestions: model.acts,
    });
  }

  /** Stops saving, after the request that is under way; for submitting. */
  async settle(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }

  /** After a submission that was not taken: go on as before. */
  resume(): void {
    if (this.dirty) this.schedule(0);
  }

  finished(): void {
    this.dirty = false;
    clearTimeout(this.timer);
    this.forget();
  }

  /** Says what an answer other than success means; false where it was none of these. */
  refused(answer: Answer): boolean {
    const { status, body } = answer;
    const message = String(body["error"] ?? "");
    if (status === 409 && body["stored"]) {
      this.clash(body["stored"] as Draft, Number(body["revision"]), this.model.draft, body["own"] === true);
    } else if (status === 401 || status === 400 || status === 403) {
      this.show("signed-out");
      const link = document.getElementById("sign-in-again") as HTMLAnchorElement | null;
      if (link) link.href = this.model.data.urls.signIn;
      openDialog("signed-out");
    } else if (status === 409 || status === 404) {
      this.show("refused");
      showStranded(this.model, status === 404 ? word("gone") : message);
    } else if (status === 422 || status === 413) {
      this.show("refused");
      flash(message, "poor");
      this.wrong(String(body["field"] ?? ""));
    } else return false;
    return true;
  }

  private changed(): void {
    this.dirty = true;
    this.keep();
    if (this.blocked) return;
    this.show("saving");
    this.schedule(WAIT_MS);
  }

  private schedule(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running ??= this.send().finally(() => (this.running = undefined));
    }, wait);
  }

  private async send(): Promise<void> {
    const sent = JSON.stringify(this.model.draft);
    const body = this.body();
    const answer = await post(this.model.data.urls.save, body);
    if (answer.status === 200) return this.saved(answer, sent, body);
    this.clock.giveBack((JSON.parse(body) as { seconds: number }).seconds);
    if (this.refused(answer)) return;
    this.show("lost");
    this.schedule(RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)] ?? 15000);
  }

  private saved(answer: Answer, sent: string, body: string): void {
    this.accepted = (JSON.parse(body) as { draft: Draft }).draft;
    this.tries = 0;
    this.model.revision = Number(answer.body["revision"]);
    this.stood(answer.body["standing"] as Standing, answer.body["suggestions"] as Suggestions);
    if (sent !== JSON.stringify(this.model.draft)) return this.schedule(WAIT_MS);
    const long = this.model.tooLong()[0];
    if (long) {
      this.keep();
      return this.show("too-long", { what: longName(this.model, long) });
    }
    this.dirty = false;
    this.forget();
    this.show("saved", { time: String(answer.body["saved"]) });
  }

  private clash(stored: Draft, revision: number, mine: Draft, own: boolean): void {
    this.blocked = true;
    this.show(own ? "conflict-own" : "conflict");
    const go = (draft: Draft, other: Draft) => {
      this.blocked = false;
      this.model.revision = revision;
      this.model.choose(draft, other);
    };
    showConflict(this.model, mine, stored, own, () => go(mine, stored), () => go(stored, mine));
  }

  private show(state: State, places: Record<string, string> = {}): void {
    const box = document.getElementById("saved");
    const text = box?.querySelector(".t");
    if (!box || !text) return;
    box.hidden = false;
    box.className = `saved ${LOOKS[state]}`;
    const words = word(state, places);
    if (text.textContent !== words) text.textContent = words;
  }

  private get store(): string {
    return `qa.draft.${this.model.data.item}`;
  }

  private keep(): void {
    const { draft, revision, focus } = this.model;
    sessionStorage.setItem(this.store, JSON.stringify({ draft, revision, focus } satisfies Kept));
  }

  private kept(): Kept | null {
    const text = sessionStorage.getItem(this.store);
    return text ? (JSON.parse(text) as Kept) : null;
  }

  /** The scorecard may have been published anew meanwhile: what it no longer asks would stop every save. */
  private fittingKept(): Kept | null {
    const kept = this.kept();
    const pane = document.getElementById("questions");
    if (!kept || !pane) return kept;
    const { draft, left } = fitted(kept.draft, this.model.data.questions, pane);
    if (left) flash(word("left-out", { n: left }), "watch");
    return { ...kept, draft };
  }

  private forget(): void {
    sessionStorage.removeItem(this.store);
  }
}
