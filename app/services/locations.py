"""Places: gazetteers of the office by country, and aliases of places in a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import locations as contracts
from app.contracts.base import Page
from app.contracts.locations import PlacesFile
from app.errors import Invalid, NotFound, OutpostError
from app.services import gazetteer_files, gazetteer_rows, objects
from app.services.base import Service
from app.services.gazetteer_files import NewPlaces
from app.services.gazetteer_rows import Difference
from app.services.office import check_country
from app.store import tables
from app.store.folding import fold_name

_Place, _Alias, _Gazetteer = tables.Location, tables.LocationAlias, tables.Gazetteer
TOPIC = "locations"

MAX_SKIPPED_SHOWN = 100
MAX_ALIASES, MAX_ALIAS = 25, 64
MAX_PAGE = 200
MAX_SEARCH = 128


class Locations(Service, contract=contracts.Locations):
    """Implements `app.contracts.locations.Locations`."""

    def gazetteers(self) -> list[contracts.Gazetteer]:
        with self.core.store.read() as session:
            return [
                contracts.Gazetteer(row.country, row.name, row.levels, row.imported_on, row.imported_by, row.files)
                for row in session.scalars(select(_Gazetteer).order_by(_Gazetteer.country))
            ]

    def preview(self, country: str, files: list[PlacesFile]) -> contracts.PlacesReport:
        country = check_country(country)
        made = gazetteer_files.read_places(files)
        with self.core.store.read() as session:
            return _report(country, made, gazetteer_rows.compare(session, country, made))

    def import_places(self, country: str, files: list[PlacesFile]) -> contracts.PlacesReport:
        country = check_country(country)
        made = gazetteer_files.read_places(files)
        names = [file.name[:100] for file in files]
        with self.core.store.read() as session:  # not inside the write transaction, for which phones may be waiting
            version, difference = _version(session, country), gazetteer_rows.compare(session, country, made)
        with self.change("locations.import_places", subject=country, files=names) as work:
            session = work.session
            if _version(session, country) != version:  # somebody else was quicker
                difference = gazetteer_rows.compare(session, country, made)
            report = _report(country, made, difference)
            gazetteer_rows.write(session, country, difference)
            session.merge(
                _Gazetteer(
                    country=country,
                    version=ids.uuid4(),
                    name=made.name,
                    levels=made.levels,
                    files=names,
                    imported_by=self.actor.name,
                    imported_on=self.core.clock.now(),
                )
            )
            self.note(places=len(made.places), added=report.added, changed=report.changed, removed=report.removed)
            work.publish(TOPIC)
        return report

    def remove(self, country: str) -> None:
        with self.change("locations.remove", subject=country[:2]) as work:
            row = work.session.get(_Gazetteer, country)
            if row is None:
                raise NotFound("country", country[:2])
            self.note(places=sum(row.levels))
            work.session.delete(row)
            gazetteer_rows.clear(work.session, country)
            work.publish(TOPIC)

    def places(self, workspace: str, parent: str | None = None) -> list[contracts.Place]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = select(_Place).where(_Place.country == space.country)
            if parent is None:
                query = query.where(_Place.level == 0)
            else:
                query = query.where(_Place.parent_id == _find(session, space, parent).id)
            return _shown(session, space, session.scalars(query.order_by(_Place.key, _Place.id)).all())

    def find(self, workspace: str, text: str, before: str | None = None, limit: int = 50) -> Page[contracts.Place]:
        limit, offset = max(1, min(limit, MAX_PAGE)), _offset(before)
        key = fold_name(text[:MAX_SEARCH])
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            aliased = select(_Alias.location_id).where(
                _Alias.workspace_id == space.id, _Alias.key.startswith(key, autoescape=True)
            )
            query = (
                select(_Place)
                .where(_Place.country == space.country)
                .where(_Place.key.startswith(key, autoescape=True) | _Place.id.in_(aliased))
                .order_by(_Place.level, _Place.key, _Place.id)
            )
            rows = session.scalars(query.offset(offset).limit(limit + 1)).all()
            return Page(_shown(session, space, rows[:limit]), str(offset + limit) if len(rows) > limit else None)

    def set_aliases(self, workspace: str, place: str, aliases: list[str]) -> contracts.Place:
        with self.change("locations.set_aliases", workspace=workspace, subject=place[: gazetteer_files.MAX_CODE]) as work:
            session, space = work.session, self.workspace(work.session, workspace)
            row = _find(session, space, place)
            wanted = _check_aliases(row, aliases)
            _refuse_taken(session, space, row, wanted)
            session.execute(delete(_Alias).where(_Alias.workspace_id == space.id, _Alias.location_id == row.id))
            if wanted:
                rows = [
                    {"workspace_id": space.id, "location_id": row.id, "name": name, "key": key} for key, name in wanted.items()
                ]
                session.execute(insert(_Alias), rows)
            self.note(path=row.path, count=len(wanted))
            work.publish(TOPIC, workspace)
            return _shown(session, space, [row])[0]


def _version(session: Session, country: str) -> str | None:
    return session.scalar(select(_Gazetteer.version).where(_Gazetteer.country == country))


def _report(country: str, made: NewPlaces, difference: Difference) -> contracts.PlacesReport:
    return contracts.PlacesReport(
        country=country,
        name=made.name,
        levels=made.levels,
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
        aliases_kept=difference.aliases_kept,
        aliases_lost=difference.aliases_lost,
        skipped_count=len(made.skipped),
        skipped=made.skipped[:MAX_SKIPPED_SHOWN],
    )


def _find(session: Session, workspace: tables.Workspace, code: str) -> tables.Location:
    found = session.scalar(select(_Place).where(_Place.country == workspace.country, _Place.code == code))
    if found is None:
        raise NotFound("place", code[: gazetteer_files.MAX_CODE])
    return found


def _check_aliases(place: tables.Location, aliases: Sequence[str]) -> dict[str, str]:
    """By key; without the place's own name. Raises Invalid aliases `too_many`, alias `too_long` or `characters`."""
    if len(aliases) > MAX_ALIASES:
        raise Invalid("aliases", "too_many", most=MAX_ALIASES)
    names = [objects.check_name(name, "alias", MAX_ALIAS) for name in aliases if name.strip()]
    return {key: name for name in names if (key := fold_name(name)) != place.key}


def _refuse_taken(session: Session, workspace: tables.Workspace, place: tables.Location, wanted: Mapping[str, str]) -> None:
    """Raises OutpostError `place_name_taken` for a name of a place beside this one."""
    beside = [_Place.country == workspace.country, _Place.parent_id == place.parent_id, _Place.id != place.id]
    named = session.execute(select(_Place.path, _Place.key).where(*beside, _Place.key.in_(wanted)))
    query = select(_Place.path, _Alias.key).join(_Alias, _Alias.location_id == _Place.id)
    aliased = session.execute(query.where(*beside, _Alias.workspace_id == workspace.id, _Alias.key.in_(wanted)))
    for path, key in (*named, *aliased):
        raise OutpostError("place_name_taken", alias=wanted[key], path=path)


def _shown(session: Session, workspace: tables.Workspace, rows: Sequence[tables.Location]) -> list[contracts.Place]:
    row_ids = [row.id for row in rows]
    below = select(_Place.parent_id, func.count()).where(_Place.parent_id.in_(row_ids)).group_by(_Place.parent_id)
    children = {row[0]: row[1] for row in session.execute(below)}
    aliases: dict[int, list[str]] = {}
    named = select(_Alias.location_id, _Alias.name).where(_Alias.workspace_id == workspace.id, _Alias.location_id.in_(row_ids))
    for row_id, name in session.execute(named.order_by(_Alias.id)):
        aliases.setdefault(row_id, []).append(name)
    return [
        contracts.Place(row.code, row.name, row.level, row.path, children.get(row.id, 0), aliases.get(row.id, [])) for row in rows
    ]


def _offset(before: str | None) -> int:
    if before is None:
        return 0
    if not before.isascii() or not before.isdigit() or len(before) > 6:
        raise Invalid("before", "cursor")
    return int(before)
