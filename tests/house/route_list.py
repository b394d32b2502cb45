"""The routes of the product and what each asks for; reviewed whenever it changes."""

from __future__ import annotations

ROUTES: dict[str, str] = {
    "GET /": "signed_in",
    "GET /components": "public",
    "GET /components/scoring": "public",
    "GET /components/tone.wav": "public",
    "GET /health": "public",
    "GET /inbox": "signed_in",
    "POST /inbox/<int:message_id>/open": "signed_in",
    "POST /inbox/read": "signed_in",
    "GET /people": "people_manage",
    "GET,POST /people/<int:user_id>": "people_manage",
    "POST /people/<int:user_id>/active": "people_manage",
    "POST /people/<int:user_id>/link": "people_manage",
    "GET,POST /people/add": "people_manage",
    "GET,POST /sign-in": "public",
    "POST /sign-out": "signed_in",
    "GET /static/<path:filename>": "public",
    "GET,POST /teams/add": "people_manage",
    "GET,POST /welcome/<token>": "public",
}
