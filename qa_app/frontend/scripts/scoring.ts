// Entry of the scoring screen and the queue: one item at a time, everything by keyboard.
import { announce } from "./announce";
import { openDialog } from "./dialogs";
import { flash } from "./flashes";
import { paintKeys, register } from "./keys";
import { word } from "./words";
import { Evidence } from "./scoring/evidence";
import { canInsert, Inserter } from "./scoring/insert";
import { longWords } from "./scoring/long";
import { Model } from "./scoring/model";
import { startPanes } from "./scoring/panes";
import { post } from "./scoring/post";
import { Questions } from "./scoring/questions";
import { SaidWords } from "./scoring/said";
import { Saver } from "./scoring/saving";
import { lacksNote, paintStanding } from "./scoring/standing";
import { wireDraft } from "./scoring/stranded";
import { Suggestions } from "./scoring/suggestions";
import { WorkClock } from "./scoring/time";
import { Transcript } from "./scoring/transcript";
import { NextPage } from "./scoring/turning";
import type { PageData, Standing, Suggestions as Found } from "./scoring/types";
import { showUndo, startUndo, takeBack, undoBar } from "./scoring/undo";

interface Screen {
  model: Model;
  questions: Questions;
  transcript: Transcript | undefined;
  evidence: Evidence | undefined;
  suggestions: Suggestions;
  said: SaidWords | undefined;
  saver: Saver;
  next: NextPage;
  leave: AbortController;
}

let screen: Screen | undefined;
let submitting = false;
let inserter: Inserter | undefined;

function mount(): Screen | undefined {
  const text = document.getElementById("scoring-data")?.textContent;
  const pane = document.getElementById("questions");
  if (!text || !pane) return undefined;
  paintKeys();
  const leave = new AbortController();
  const model = new Model(JSON.parse(text) as PageData);
  const turns = document.getElementById("turns");
  const transcript = turns ? new Transcript(turns, model.data.urls, leave.signal) : undefined;
  let evidence: Evidence | undefined;
  const questions = new Questions(model, pane, () => evidence?.paint());
  evidence = transcript && new Evidence(model, questions, transcript);
  const suggestions = new Suggestions(model, questions, transcript);
  const wordsUrl = model.data.urls.words;
  const said = transcript && wordsUrl ? new SaidWords(wordsUrl, transcript, leave.signal) : undefined;
  const stood = (standing: Standing, found: Found) => {
    paintStanding(model, standing);
    if (suggestions.update(found)) void said?.load();
  };
  const wrong = (field: string) => questions.shorten(field);
  const saver = new Saver(model, new WorkClock(leave.signal), stood, wrong, leave.signal);
  const made = { model, questions, transcript, evidence, suggestions, said, saver, next: new NextPage(), leave };
  wireLinks(made);
  wireDraft(model, leave.signal);
  wireTemplates();
  startPanes(leave.signal);
  questions.paint();
  paintStanding(model, model.data.standing);
  if (model.data.needsNote) model.onChange(() => paintStanding(model, model.data.standing));
  const first = model.data.standing.missing[0] ?? model.data.standing.shown[0];
  if (first) questions.focus(first, false);
  evidence?.paint();
  const place = saver.restore();
  if (place) questions.focus(place);
  document.getElementById("submit")?.addEventListener("click", () => void submit(made));
  if (model.data.next) {
    const url = model.data.next;
    setTimeout(() => made.next.prefetch(url), 400);
  }
  return made;
}

/** Links between evidence, questions and turns jump instead of loading. */
function wireLinks({ questions, transcript, model, leave }: Screen): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('#scoring a[href^="#"]');
    const target = link?.getAttribute("href")?.slice(1) ?? "";
    if (!link || link.dataset["seek"]) return;
    if (/^t\d+$/.test(target)) {
      event.preventDefault();
      const id = Number(target.slice(1));
      const known = model.draft.evidence.find((one) => one.turn === id);
      void transcript?.goTo(id, known ? model.quoteOf(known).position : -1);
    } else if (/^Q\d+$/.test(target)) {
      event.preventDefault();
      questions.focusByNumber(target);
    } else if (target.startsWith("too-long:")) {
      event.preventDefault();
      questions.shorten(target.slice("too-long:".length));
    } else if (target === "overall") {
      event.preventDefault();
      questions.overall();
    } else if (target.startsWith("s-")) {
      event.preventDefault();
      document.getElementById(target)?.scrollIntoView({ block: "start" });
      const after = document.getElementById(target)?.nextElementSibling;
      const key = (after as HTMLElement | null)?.dataset["question"];
      if (key && model.isShown(key)) questions.focus(key, false);
    }
  }, { signal: leave.signal });
}

async function submit(now: Screen): Promise<void> {
  if (submitting) return;
  const long = now.model.tooLong()[0];
  if (long) {
    now.questions.shorten(long);
    return flash(longWords(now.model, long), "watch");
  }
  if (!now.model.data.standing.missing.length && lacksNote(now.model)) {
    now.questions.overall();
    return flash(word("note"), "watch");
  }
  submitting = true;
  try {
    await now.saver.settle();
    const answer = await post(now.model.data.urls.submit, now.saver.body());
    if (answer.status === 200) return await turn(now, answer.body);
    const missing = answer.body["missing"] as string[] | undefined;
    if (answer.status === 422 && missing) {
      const silent = missing.every((key) => now.model.answer(key) !== null);
      now.questions.demand(missing, silent);
      now.saver.resume();
    } else if (!now.saver.refused(answer)) {
      flash(word(answer.status ? "server-error" : "offline"), "poor");
      now.saver.resume();
    }
  } finally {
    submitting = false;
  }
}

async function turn(now: Screen, body: Record<string, unknown>): Promise<void> {
  now.saver.finished();
  const url = body["next"] as string | null;
  if (!url) return location.assign(String(body["queue"]));
  if (!(await now.next.turnTo(url))) return;
  now.leave.abort();
  screen = mount();
  // The player's module mounts what is new when htmx says that something came.
  document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
  showUndo(String(body["undo"]), Number(body["undo_seconds"]));
  const heading = document.querySelector("h1");
  announce(heading?.textContent?.trim() ?? document.title);
  screen?.questions.focus(screen.model.focus ?? "");
}

function insertTemplate(field: HTMLTextAreaElement | null | undefined): void {
  inserter ??= new Inserter(() => screen?.model.data.places ?? {});
  if (field) void inserter.open(field);
}

/** The buttons above comments, hidden in a page that offers no templates. */
function wireTemplates(): void {
  if (!canInsert()) return;
  for (const button of document.querySelectorAll<HTMLElement>("[data-insert-template]")) {
    button.hidden = false;
    button.onclick = () => insertTemplate(button.closest(".cm")?.querySelector("textarea"));
  }
}

function undo(): void {
  const bar = undoBar();
  if (screen?.model.canUndo) {
    screen.model.undo();
    announce(word("undone"));
  } else if (bar) void takeBack(bar);
  else announce(word("nothing-to-undo"));
}

const here = (): boolean => screen !== undefined;
const on = (act: (now: Screen) => void) => () => {
  if (screen) act(screen);
};

function wireKeys(): void {
  for (const digit of "1234567890") {
    register({
      id: `answer-${digit}`, key: digit, label: word("answer"), when: here, unlisted: digit !== "1", shown: "1 – 9",
      run: on((now) => now.questions.press(digit)),
    });
  }
  register(
    { id: "next", key: "j", label: word("next"), when: here, run: on((now) => now.questions.step(1)) },
    { id: "previous", key: "k", label: word("previous"), when: here, run: on((now) => now.questions.step(-1)) },
    { id: "next-turn", key: "shift+j", label: word("next-turn"), when: here, run: on((now) => void now.transcript?.step(1)) },
    { id: "previous-turn", key: "shift+k", label: word("previous-turn"), when: here, run: on((now) => void now.transcript?.step(-1)) },
    { id: "cite", key: "e", label: word("cite"), when: here, run: on((now) => now.evidence?.cite()) },
    { id: "na", key: "x", label: word("na"), when: here, run: on((now) => now.questions.notApplicable()) },
    { id: "comment", key: "c", label: word("comment"), when: here, run: on((now) => now.questions.comment()) },
    { id: "overall", key: "shift+c", label: word("overall"), when: here, run: on((now) => now.questions.overall()) },
    { id: "template", key: "ctrl+i", label: word("template"), whileTyping: true, when: () => here() && canInsert(),
      run: on((now) => insertTemplate(now.questions.writing())) },
    { id: "causes", key: "r", label: word("causes"), when: here, run: on((now) => now.questions.causes()) },
    { id: "guidance", key: "g", label: word("guidance"), when: here, run: on((now) => now.questions.guidance()) },
    { id: "undo", key: "u", label: word("undo"), when: () => here() || undoBar() !== null, run: undo },
    { id: "accept", key: "a", label: word("sg-key-accept"), when: here, run: on((now) => now.suggestions.accept()) },
    { id: "cite-suggested", key: "shift+a", label: word("sg-key-cite"), when: here, run: on((now) => now.suggestions.cite()) },
    { id: "dismiss", key: "d", label: word("sg-key-dismiss"), when: here, run: on((now) => now.suggestions.dismiss()) },
    { id: "suggestion-turn", key: "shift+e", label: word("sg-key-turn"), when: here, run: on((now) => now.suggestions.follow()) },
    { id: "find", key: "/", label: word("find"), when: here, run: on((now) => now.transcript?.focusFind()) },
    { id: "said", key: "w", label: word("said-key"), when: () => screen?.said?.any ?? false, run: on((now) => now.said?.next()) },
    { id: "quoted", key: "q", label: word("quoted"), when: here, run: on((now) => now.transcript?.unfold()) },
    { id: "submit", key: "ctrl+enter", label: word("submit"), when: here, whileTyping: true, run: on((now) => void submit(now)) },
  );
}

wireKeys();
screen = mount();
startUndo();
const failed = document.querySelector<HTMLElement>("[data-open-dialog]")?.dataset["openDialog"];
if (failed) openDialog(failed);
window.addEventListener("popstate", () => location.reload());
