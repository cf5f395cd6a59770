"""Models: all models of a node, in work."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from findling.base.clock import Clock, SystemClock
from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import random_uuid
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.counters import Counters
from findling.edge.functions.errors import FunctionFailedError
from findling.edge.functions.kept_bundles import KeptBundles
from findling.edge.functions.landlock import landlock_version
from findling.edge.kept_lines import KeptLines
from findling.edge.models.session import Prediction, Session
from findling.edge.models.settings import ModelSettings
from findling.edge.models.trial import tried
from findling.node.services.iso_time import iso_time

logger = logging.getLogger("findling.edge")
Row = Sequence[float] | Mapping[str, Any]


class Model:
    """A version of a model that runs. Thread-safe. doubted: is given each doubtful prediction with its features"""

    def __init__(self, bundle: Bundle, doubted: Callable[["Model", dict[str, Any], Prediction], None]) -> None:
        settings = ModelSettings.parse(bundle.settings)
        self.name, self.version = bundle.name, bundle.version
        self.features = settings.features
        self.counters = Counters()
        self._doubted = doubted
        self.doubts = 0
        self._session = Session(bundle.files[settings.file], settings)

    def infer(self, rows: Sequence[Row]) -> list[Prediction]:
        """Returns a prediction for each row: numbers in the order of the features, or an object of them.

        Raises IllegalArgumentError.
        """
        began = time.perf_counter()
        self.counters.calls += 1
        try:
            numbers = [self._numbers(row) for row in rows]
            made = self._session.predict(numbers) if rows else []
        except FindlingError as error:
            self.counters.failures += 1
            self.counters.last_error = error.reason
            raise
        self.counters.took_ms.append((time.perf_counter() - began) * 1000)
        for row, one in zip(numbers, made, strict=True):
            if "doubtful" in one:
                self.doubts += 1
                self._doubted(self, dict(zip(self.features, row, strict=True)), one)
        return made

    def check(self, row: Row) -> None:
        """Raises IllegalArgumentError for a row that the model cannot be asked with."""
        self._numbers(row)

    def shown(self) -> dict[str, Any]:
        """Returns how it is."""
        return {"version": self.version, "state": "running", "doubts": self.doubts, **self.counters.to_json()}

    def _numbers(self, row: Row) -> list[float]:
        if isinstance(row, Mapping):
            missing = [name for name in self.features if row.get(name) is None]
            if missing:
                raise IllegalArgumentError(f"model [{self.name}] needs {missing}")
            row = [row[name] for name in self.features]
        if isinstance(row, str) or len(row) != len(self.features):
            raise IllegalArgumentError(f"model [{self.name}] takes rows of {list(self.features)}")
        for value in row:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise IllegalArgumentError(f"model [{self.name}] takes numbers, not [{value}]")
        return list(row)


class Models:
    """The models of a node: `start` begins what was deployed before.

    home: a folder of its own; trusted: public keys of who may sign; unconfined: whether a version may be tried where
    the kernel has no Landlock
    doubts: key and document of each prediction that a model doubts, until they have been taken
    """

    def __init__(
        self,
        home: Path,
        trusted: Iterable[str],
        *,
        clock: Clock | None = None,
        unconfined: bool = False,
    ) -> None:
        self._kept = KeptBundles(home)
        self._trusted = tuple(trusted)
        self._clock = clock or SystemClock()
        self._unconfined = unconfined
        self._lock = threading.Lock()
        self._running: dict[str, Model] = {}
        self.doubts = KeptLines(home / "doubts.jsonl")

    def start(self) -> None:
        """Begins. A model that does not load any more is told in the log and left alone."""
        for name, archive in self._kept.current():
            try:
                self._running[name] = Model(Bundle.opened(archive, self._trusted), self._doubt)
            except FindlingError:
                logger.exception("a model does not start bundle=%s", name)

    def trust(self, key: str) -> None:
        """Lets a key sign what is deployed."""
        self._trusted = (*self._trusted, key)

    def deploy(self, archive: bytes) -> str:
        """Puts a version in the place of the one before, which goes on if this one is not taken. Returns its name.

        Raises BundleRefusedError, IllegalArgumentError, FunctionFailedError.
        """
        bundle = Bundle.opened(archive, self._trusted)
        ModelSettings.parse(bundle.settings).check_files(bundle.files)
        if landlock_version() == 0 and not self._unconfined:
            raise FunctionFailedError("the kernel has no Landlock: models run only where that is allowed (unconfined)")
        with self._lock:
            self._kept.write(bundle, archive)
            tried(bundle, self._kept.home / bundle.name, landlock_version() > 0)
            self._running[bundle.name] = Model(bundle, self._doubt)
            self._kept.settle(bundle)
        return bundle.name

    def remove(self, name: str) -> None:
        """Ends a model. Raises ResourceNotFoundError."""
        with self._lock:
            self._running.pop(name, None)
            self._kept.remove(name)

    def find(self, name: str) -> Model | None:
        """Returns a model, None if it is not deployed here."""
        return self._running.get(name)

    def infer(self, name: str, rows: Sequence[Row]) -> list[Prediction]:
        """Returns a prediction for each row. Raises ResourceNotFoundError, IllegalArgumentError."""
        found = self.find(name)
        if found is None:
            raise ResourceNotFoundError(f"model [{name}] is not deployed here")
        return found.infer(rows)

    def shown(self) -> dict[str, Any]:
        """Returns how each model is."""
        return {name: model.shown() for name, model in sorted(self._running.items())}

    def _doubt(self, model: Model, features: dict[str, Any], made: Prediction) -> None:
        document = {
            "@timestamp": iso_time(self._clock.now_ms()),
            "model": {"name": model.name, "version": model.version},
            "features": features,
            **{key: value for key, value in made.items() if key != "doubtful"},
        }
        self.doubts.add((f"{model.name}.{random_uuid()}", document))
