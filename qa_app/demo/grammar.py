"""Says an interaction: who says what, for a story and for how well each step is handled.

Pure: the same generator state gives the same words. Every sentence of an agent knows which step
it belongs to, so that a reviewer's evidence can point at it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa_app.demo.handling import Levels, goodness
from qa_app.demo.texts.reading import Story, phrases

Speaker = Literal["agent", "customer", "bot", "system"]
OF_STORY = ("subject", "trouble", "restate", "problem", "reply")
BOT_SHARE, SECOND_SHARE, EMAIL_CHOICE_SHARE = 0.35, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Said:
    """One or two sentences of one speaker, and the step that they show."""

    speaker: Speaker
    text: str
    step: str | None = None


@dataclass(slots=True)
class _Talk:
    rng: random.Random
    story: Story
    topic: str
    levels: Levels
    is_email: bool
    slots: Mapping[str, str]
    said: list[Said] = field(default_factory=list)

    def pick(self, name: str, level: int | None = None) -> str:
        found = phrases()[name]
        choices = found if level is None else found[str(level)]
        text: str = self.rng.choice(choices).format_map(self.slots)
        return text[:1].upper() + text[1:]

    def agent(self, text: str, step: str | None = None) -> None:
        if text:
            self.said.append(Said("agent", text, step))

    def customer(self, text: str) -> None:
        self.said.append(Said("customer", text))


def converse(
    rng: random.Random,
    topic: str,
    story: Story,
    levels: Levels,
    *,
    is_email: bool,
    slots: Mapping[str, str],
) -> list[Said]:
    """A whole chat or mail thread; `slots` name the people, the thing, the order and so on."""
    filled = story.filled(slots)
    words = {name: getattr(filled, name) for name in OF_STORY}
    slots = {**slots, **words, "desk": phrases()["desk"][topic]}
    talk = _Talk(rng, filled, topic, levels, is_email, slots)
    has_second = is_email or rng.random() < SECOND_SHARE
    _begin(talk, has_second)
    _receive(talk)
    _identify(talk)
    _listen(talk, has_second)
    _own(talk)
    _solve(talk)
    _pay(talk)
    _close(talk)
    return talk.said


def _begin(talk: _Talk, has_second: bool) -> None:
    words = f"{talk.story.problem} {talk.story.second}" if has_second else talk.story.problem
    if talk.is_email:
        talk.customer(f"{talk.pick('letter_open')}\n\n{words}\n\n{talk.pick('letter_close')}")
        return
    if talk.rng.random() < BOT_SHARE:
        talk.said.append(Said("bot", talk.pick("bot_open")))
        talk.customer(talk.pick("bot_topic"))
        talk.said.append(Said("bot", talk.pick("bot_pass")))
        talk.said.append(Said("system", talk.pick("joined")))
        talk.customer(words)
    else:
        talk.customer(f"{talk.pick('chat_open')} {words}")
        talk.said.append(Said("system", talk.pick("joined")))


def _receive(talk: _Talk) -> None:
    """Greeting or acknowledgement, and the words for the customer's situation."""
    level = talk.levels["greeting"] or 0
    if talk.topic == "complaint":
        if not talk.is_email:
            talk.agent(talk.pick("greeting", max(level, 1)), None)
        talk.agent(talk.pick("complaint_opening", level), "acknowledgement")
    elif talk.is_email:
        talk.agent(talk.pick("acknowledgement", level), "acknowledgement")
    else:
        talk.agent(talk.pick("greeting", level), "greeting")
        if level < 2:
            talk.customer(talk.pick("repeat"))
    empathy = talk.levels["empathy"]
    if empathy is not None:
        talk.agent(talk.pick("empathy", empathy), "empathy")


def _identify(talk: _Talk) -> None:
    level = talk.levels["identity"]
    if level is None:
        return
    talk.agent(talk.pick("identity", level), "identity")
    if level:
        talk.customer(talk.pick("identified"))
        talk.agent(talk.pick("identity_thanks"))
    elif not talk.is_email:
        talk.customer(talk.pick("identity_shrug"))


def _listen(talk: _Talk, has_second: bool) -> None:
    level = talk.levels["listening"] or 0
    if level == 2:
        if not talk.is_email:
            talk.agent(talk.story.question, "listening")
            talk.customer(talk.story.reply)
            talk.agent(talk.pick("listening_restate"), "listening")
            talk.customer(talk.pick("confirmed"))
        else:
            talk.agent(f"You write: {talk.story.restate}.", "listening")
        if has_second:
            talk.agent(talk.story.second_answer, "listening")
    elif level == 1 and not talk.is_email:
        talk.agent(talk.pick("listening_again"), "listening")
        talk.customer(talk.pick("again_answer"))
    elif level == 0:
        talk.agent(talk.pick("listening_missed"), "listening")
        talk.customer(talk.pick("missed_reaction"))


def _own(talk: _Talk) -> None:
    talk.agent(talk.pick("ownership", talk.levels["ownership"]), "ownership")
    if talk.topic == "complaint":
        level = talk.levels["cause"]
        words = {2: talk.story.cause, 1: talk.pick("cause_partial"), 0: talk.pick("cause_evaded")}
        talk.agent(words[level or 0], "cause")
    elif (talk.levels["resolution"] or 0) >= 1:
        talk.agent(talk.story.cause)
    words = {2: talk.story.fact, 1: talk.story.slip, 0: talk.story.wrong}
    level = talk.levels["accuracy"] or 0
    talk.agent(words[level], "accuracy")
    if level == 0 and not talk.is_email:
        talk.customer(talk.pick("doubt"))


def _solve(talk: _Talk) -> None:
    resolution, options = talk.levels["resolution"] or 0, talk.levels["options"]
    if options == 2:
        talk.agent(talk.story.options, "options")
        if not talk.is_email or talk.rng.random() < EMAIL_CHOICE_SHARE:
            talk.customer(talk.story.choice)
    elif options == 0:
        talk.agent(talk.pick("refusal"), "options")
        talk.customer(talk.pick("push_back"))
    else:
        talk.agent(talk.story.single, "options")
    if resolution >= 2:
        _guide(talk)
    ends = {3: talk.story.solved, 2: talk.pick("placed"), 1: talk.pick("partly")}
    talk.agent(ends.get(resolution) or talk.pick("unsolved"), "resolution")
    if talk.levels["guidance"] == 0:
        talk.agent(talk.pick("steps_absent"), "guidance")


def _guide(talk: _Talk) -> None:
    level, steps = talk.levels["guidance"], talk.story.steps
    if level is None:
        return
    if level == 1:
        run_on = ", then ".join(step[:1].lower() + step[1:].rstrip(".") for step in steps)
        talk.agent(f"{talk.pick('steps_bundled_join')} {run_on}.", "guidance")
    elif talk.is_email:
        listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        talk.agent(f"{talk.pick('steps_intro_email')}\n{listed}", "guidance")
    else:
        talk.agent(talk.pick("steps_intro"), "guidance")
        for step in steps:
            talk.agent(step, "guidance")
            talk.customer(talk.pick("done"))


def _pay(talk: _Talk) -> None:
    level = talk.levels["payment"]
    if level is None:
        return
    if level:
        talk.customer(talk.pick("pay_offer"))
        talk.agent(talk.pick("pay_warn"), "payment")
    else:
        talk.agent(talk.pick("pay_ask"), "payment")
        talk.customer(talk.pick("pay_given"))
        talk.agent(talk.pick("pay_taken"), "payment")


def _close(talk: _Talk) -> None:
    levels = talk.levels
    for step in ("escalation", "expectation", "documentation"):
        if levels[step] is not None:
            talk.agent(talk.pick(step, levels[step]), step)
    confirmation = levels["confirmation"] or 0
    settled = (levels["resolution"] or 0) >= 2
    if confirmation == 2:
        talk.agent(talk.pick("summary" if settled else "summary_open"), "confirmation")
    if talk.topic == "complaint" and confirmation >= 1:
        talk.agent(talk.pick("check_back" if confirmation == 2 else "contact"), "confirmation")
    elif talk.is_email and confirmation == 2:
        talk.agent(talk.pick("contact"), "confirmation")
    if confirmation >= 1 and not (talk.is_email and confirmation == 2):
        talk.agent(talk.pick("anything_else"), "confirmation")
    _part(talk, confirmation)


def _part(talk: _Talk, confirmation: int) -> None:
    """The customer's last words, which follow how it went, and the agent's."""
    mood = goodness(talk.levels)
    settled = (talk.levels["resolution"] or 0) >= 2
    name = "happy" if mood > 0.85 and settled else "content" if mood > 0.62 else "unhappy"
    if talk.is_email:
        if talk.rng.random() < 0.35:
            talk.customer(talk.pick(name))
        return
    words = talk.pick(name)
    if confirmation >= 1 and settled:
        words = f"{talk.pick('nothing_else')} {words}"
    talk.customer(words)
    talk.agent(talk.pick("bye", confirmation))
    talk.said.append(Said("system", talk.pick("left")))
