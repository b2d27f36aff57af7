"""Which processes that run jobs are alive. Each counts its own row up; the others watch whether it still counts. No
clock is compared, so neither clocks that differ nor a machine that was asleep make a living process look dead."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from advisor.db import Database
from advisor.workspace.work.tables import RunnerRecord

# How many looks in a row must find the same count before a process is held for dead.
LOOKS = 5


class Pulse:
    """The row of this process, and what was seen of the others."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._database = database
        self._seen: dict[str, tuple[int, int]] = {}  # by name: last count, looks since it changed

    def beat(self) -> None:
        """Say that this process lives, also after others thought it dead."""
        with self._database.session() as session:
            mine = update(RunnerRecord).where(RunnerRecord.name == self.name)
            if session.scalar(mine.values(beat=RunnerRecord.beat + 1).returning(RunnerRecord.name)) is None:
                session.add(RunnerRecord(name=self.name, beat=0))

    def alive(self) -> set[str]:
        """Names of all that are not dead. To be asked once in each interval of the beats; rows of the dead go."""
        with self._database.session(write=False) as session:
            rows = session.execute(select(RunnerRecord.name, RunnerRecord.beat))
            counts = {row.name: row.beat for row in rows}
        self._seen = {name: (beat, self._looks(name, beat)) for name, beat in counts.items()}
        dead = {name: beat for name, (beat, looks) in self._seen.items() if looks >= LOOKS and name != self.name}
        if dead:
            with self._database.session() as session:
                for name, beat in dead.items():
                    session.execute(delete(RunnerRecord).where(RunnerRecord.name == name, RunnerRecord.beat == beat))
        return counts.keys() - dead.keys()

    def leave(self) -> None:
        """Take back the row: what this process had in hands is free at once."""
        with self._database.session() as session:
            session.execute(delete(RunnerRecord).where(RunnerRecord.name == self.name))

    def _looks(self, name: str, beat: int) -> int:
        last, looks = self._seen.get(name, (beat, -1))
        return looks + 1 if last == beat else 0
