"""LearnDepartments: ask intake for the departments, so that every one has a row before its first dossier."""

from __future__ import annotations

from collections.abc import Callable

from reporting.application.ports import DepartmentRegister, UnitOfWork


class LearnDepartmentsHandler:
    def __init__(self, uow: UnitOfWork, register: DepartmentRegister, changed: Callable[[], None]) -> None:
        self._uow = uow
        self._register = register
        self._changed = changed

    async def __call__(self) -> int:
        """Keep what intake lists; answers how many. Raises Problem ``neighbour-unavailable``: try again
        later."""
        departments = await self._register.list_departments()
        async with self._uow.begin() as tx:
            await tx.departments.learn(departments)
            await tx.commit()
        self._changed()
        return len(departments)
