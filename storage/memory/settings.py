"""Single values of the store in memory, by name."""

from storage.memory.state import State
from storage.memory.stored import Setting
from storage.tables import new_id


class Settings:
    """What the SQL store keeps in its table `meta`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, name: str) -> str | None:
        """The value of that name."""
        setting = self._named(name)
        return None if setting is None else setting.value

    def all(self) -> dict[str, str]:
        """Every value by its name."""
        return {setting.name: setting.value for setting in self._state.settings.rows.values()}

    def put(self, name: str, value: str) -> None:
        """Set or replace a value."""
        known = self._named(name)
        self._state.settings.put(Setting(new_id() if known is None else known.id, name, value))

    def drop(self, name: str) -> None:
        """Forget a value."""
        if (known := self._named(name)) is not None:
            self._state.settings.drop(known.id)

    def _named(self, name: str) -> Setting | None:
        ids = self._state.settings_called.ids(name)
        return self._state.settings.rows[ids[0]] if ids else None
