"""`qa user add|list`: people from the command line."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qa_app.cli.edge import DeskGroup, answer, desk, json_option
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.accounts import add_user, find_team, normal_email
from qa_app.people.links import make_link
from qa_app.people.models import User
from qa_app.people.queries import user_by_email
from qa_app.processes.supervisor import address


@click.group("user", cls=DeskGroup)
def user() -> None:
    """Add and list people."""


@user.command("add")
@click.argument("email")
@click.option("--name", help="Full name; needed for a new person.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([r.value for r in Role]),
    help="What they are; may be given several times.",
)
@click.option("--team", help="Name of the team, for agents and team leads.")
@click.option("--agent-id", help="The agent's id in telephony or help desk.")
@click.option("--link", is_flag=True, help="For a known person: only make a new one-time link.")
@json_option
def add(
    email: str,
    name: str | None,
    roles: tuple[str, ...],
    team: str | None,
    agent_id: str | None,
    link: bool,
    as_json: bool,
) -> None:
    """Add a person and print the one-time link with which they choose a password.

    Exit status 0: added; 2: refused.
    """
    settings = load_settings()
    with desk() as session:
        person = user_by_email(session, normal_email(email) or "")
        if person is None and link:
            raise Refused(f"Nobody has the address {email}.")
        if person is None:
            found = find_team(session, team) if team else None
            if team and found is None:
                raise Refused(f"There is no team called {team}.")
            if not name or not roles:
                raise Refused("A new person needs --name and at least one --role.")
            held = tuple((Role(role), found.id if found else None) for role in roles)
            person = add_user(
                session,
                name=name,
                email=email,
                external_id=agent_id,
                team=found,
                roles=held,
                by=None,
                actor="cli",
                at=clock.now(),
            )
        elif not link:
            raise Refused(f"{email} is here already; `--link` makes a new one-time link.")
        token = make_link(session, person, clock.now())
        url = f"{address(settings.host, settings.port)}/welcome/{token}"
        result = {"id": person.id, "name": person.name, "email": person.email, "link": url}
    answer(result, as_json, f"{result['name']}: {url}")


@user.command("list")
@json_option
def list_people(as_json: bool) -> None:
    """List people with their roles.

    Exit status 0: listed, though there may be nobody.
    """
    with desk() as session:
        query = select(User).options(selectinload(User.grants), selectinload(User.team))
        rows = [
            {
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "agent_id": person.external_id,
                "team": person.team.name if person.team else None,
                "roles": [grant.role.value for grant in person.grants],
                "active": person.active,
            }
            for person in session.scalars(query.order_by(User.name, User.id))
        ]
    lines = [f"{row['name']}  <{row['email'] or '-'}>  {row['roles']}" for row in rows]
    answer(rows, as_json, "\n".join(lines) or "Nobody is here yet.")
