"""`ingest` and its conditions: scripts of pipelines, which change a document on its way in or let it pass."""

from collections.abc import Mapping, MutableMapping
from typing import Any, ClassVar, Final, NoReturn

from findling.script.api.class_info import ClassInfo
from findling.script.api.values.maps import UnmodifiableMap
from findling.script.context import Context
from findling.script.faults import UNSUPPORTED_OPERATION, JavaError
from findling.script.types import BOOLEAN, MAP, STRING, VOID, class_type

_CLASS: Final = "org.elasticsearch.ingest.ConditionalProcessor.UnmodifiableIngestData"


class UnmodifiableIngestData(UnmodifiableMap, MutableMapping[Any, Any]):
    """The document that a condition sees, and the objects in it."""

    java_class: ClassVar[str] = _CLASS

    def __getitem__(self, key: Any) -> Any:
        return _shown(self.inner[key])

    def get(self, key: Any, default: Any = None) -> Any:
        return _shown(self.inner.get(key, default))

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise _unmodifiable()

    def __delitem__(self, key: Any) -> NoReturn:
        raise _unmodifiable()

    def clear(self) -> NoReturn:
        raise _unmodifiable()

    def pop(self, key: Any, *default: Any) -> NoReturn:
        raise _unmodifiable()


def _shown(value: Any) -> Any:
    return UnmodifiableIngestData(value) if isinstance(value, Mapping) else value


def _unmodifiable() -> JavaError:
    return JavaError(UNSUPPORTED_OPERATION, "Mutating ingest documents in conditionals is not supported")


_DATA: Final = ClassInfo(class_type(_CLASS), supertypes=(MAP,), python_classes=(UnmodifiableIngestData,))

INGEST: Final = Context("ingest", VOID, {"ctx": MAP, "params": MAP})
CONDITION: Final = Context("processor_conditional", BOOLEAN, {"ctx": MAP, "params": MAP}, (_DATA,))
INGEST_TEMPLATE: Final = Context("ingest_template", STRING, {"params": MAP})
