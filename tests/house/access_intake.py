"""What the access matrix knows of imports, interactions and programs."""

from __future__ import annotations

from qa_app.api.scopes import Scope
from qa_app.api.tokens import make_integration
from qa_app.core import clock
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from tests.factories.intake import make_companion, make_mapping, make_waiting
from tests.factories.interactions import make_batch, make_interaction
from tests.house.access_world import (
    NUMBER,
    OF_TEAMS,
    OWN,
    Kind,
    Values,
    Whose,
    World,
    anybodys,
    released,
)
from transcription.intake.pieces import begin
from transcription.intake.remainders import keep_remainder
from transcription.interactions.models import Interaction, Recording, RecordingState


def _remainder(world: World) -> Values:
    """Refused rows that a batch has kept."""
    batch = make_batch(world.session)
    kept = keep_remainder(world.session, batch, "a.jsonl", "x", 1, at=clock.now())
    return {"batch_id": batch.id, "remainder_id": kept.id}


def _pieces(world: World, whose: Whose) -> Values:
    """A file on its way in; it is there for nobody but whoever began it."""
    by = world.member_of(whose).id
    made = begin(world.session, "a.jsonl", 1, by=by, at=clock.now())
    return {"token": made.token}


def _integration(world: World) -> Values:
    name, at = f"Program {next(NUMBER)}", clock.now()
    made, _ = make_integration(world.session, name, scopes=list(Scope), by=world.manager.id, at=at)
    return {"integration_id": made.id}


def _interaction(world: World, whose: Whose) -> Interaction:
    return make_interaction(world.session, world.agent_of(whose))


def _call(world: World, whose: Whose) -> Values:
    """A call with its outline, whose feedback its agent has been given."""
    evaluation = released(world, whose)
    store = storage(world.session)
    key = f"recordings/{evaluation.interaction_id}"
    store.put(f"{key}.wav", b"RIFF")
    store.put(f"{key}.json", b'{"per_second": 20, "channels": [[0]]}')
    world.session.add(
        Recording(
            interaction_id=evaluation.interaction_id,
            storage_key="",
            playback_key=f"{key}.wav",
            muted=[],
            peaks_key=f"{key}.json",
            file_name="call.wav",
            sha256="0" * 64,
            media_type="audio/wav",
            size_bytes=4,
            basis="consent",
            state=RecordingState.TRANSCRIBED,
            silent_channels=[],
        )
    )
    world.session.flush()
    return {"interaction_id": evaluation.interaction_id}


def _waiting(world: World, whose: Whose) -> Values:
    """Files that wait for their uploader's decision."""
    upload, file = make_waiting(world.session, world.member_of(whose))
    return {"upload_id": upload.id, "file_id": file.id}


KINDS: dict[str, Kind] = {
    "/import/<int:batch_id>": anybodys(lambda w: {"batch_id": make_batch(w.session).id}),
    "/import/<int:batch_id>/refused/<int:remainder_id>": anybodys(_remainder),
    "/import/<int:batch_id>/refused/<int:remainder_id>/look": anybodys(_remainder),
    "/import/pieces/<token>": Kind(_pieces, {Role.QA_MANAGER: OWN}),
    "/integrations/<int:integration_id>": anybodys(_integration),
    "/jobs/<int:job_id>": anybodys(lambda w: {"job_id": enqueue(w.session, "search.index", {}).id}),
    "/import/look/<int:upload_id>": Kind(_waiting, dict.fromkeys(Role, OWN)),
    "/import/look/<int:upload_id>/columns/<int:file_id>": Kind(_waiting, dict.fromkeys(Role, OWN)),
    "/import/mappings/<int:mapping_id>": anybodys(
        lambda w: {"mapping_id": make_mapping(w.session)}
    ),
    "/import/mappings/<int:mapping_id>.json": anybodys(
        lambda w: {"mapping_id": make_mapping(w.session)}
    ),
    "/import/mappings/shipped/<name>.json": anybodys(lambda w: {"name": "twilio-calls"}),
    "/import/mappings/<int:mapping_id>/restore": anybodys(
        lambda w: {"mapping_id": make_mapping(w.session, removed=True)}
    ),
    "/import/unjoined/<int:companion_id>": anybodys(
        lambda w: {"companion_id": make_companion(w.session)}
    ),
    "/interactions/<int:interaction_id>": Kind(
        lambda w, o: {"interaction_id": _interaction(w, o).id}, OF_TEAMS
    ),
    "/interactions/<int:interaction_id>/audio": Kind(_call, {**OF_TEAMS, Role.AGENT: OWN}),
    "/interactions/<int:interaction_id>/peaks": Kind(_call, {**OF_TEAMS, Role.AGENT: OWN}),
    "/interactions/<int:interaction_id>/transcribe": Kind(_call, OF_TEAMS),
    "/interactions/<int:interaction_id>/transcribing": Kind(_call, OF_TEAMS),
    "/interactions/<int:interaction_id>/versions/<int:number>": Kind(
        lambda w, o: {"interaction_id": _interaction(w, o).id, "number": 1}, OF_TEAMS
    ),
}
