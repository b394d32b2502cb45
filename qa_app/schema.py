"""All tables of the product, imported once so that metadata and migrations know them."""

from __future__ import annotations

import coaching.plans.models
import coaching.plans.models_suggested
import qa_app.api.models
import qa_app.core.audit
import qa_app.core.jobs.models
import qa_app.demo.models
import qa_app.notifications.models
import qa_app.people.models
import recognition.badges.models
import recognition.kudos.models
import scorecards.absences.models
import scorecards.answering.models
import scorecards.design.models
import scorecards.flagging.models
import scorecards.keywords.models
import scorecards.replay.models
import scorecards.reviewers.models
import scorecards.reviews.models
import scorecards.reviews.models_acts
import scorecards.reviews.models_return
import scorecards.reviews.models_templates
import scorecards.sampling.models
import scorecards.self_evaluation.models
import scorecards.sessions.models
import scorecards.suggestions.models
import transcription.intake.companions.models
import transcription.intake.mapping.models
import transcription.intake.models
import transcription.intake.preview.models
import transcription.interactions.models
import transcription.transcripts.models
from qa_app.core.orm import Base

metadata = Base.metadata
