"""The classes that a script may use: names, members with what is inherited, kinship."""

from collections.abc import Iterable, Iterator
from typing import Final

from findling.script.api.class_info import ClassInfo, Field, Method, Signature
from findling.script.types import (
    BOX_OF,
    DEF,
    OBJECT,
    UNBOXED,
    VOID,
    Type,
    array_of,
)

_PLAIN: Final = {of.name: of for of in (*BOX_OF, DEF, VOID)}


class Classes:
    """Looks up classes and their members. Shared by all scripts of a context."""

    def __init__(self, infos: Iterable[ClassInfo]) -> None:
        self._infos: dict[Type, ClassInfo] = {info.of: info for info in infos}
        self._names: dict[str, Type] = dict(_PLAIN)
        self._of_python: dict[type, ClassInfo] = {}
        for info in self._infos.values():
            self._names[info.of.name] = info.of
            if info.simple_name is not None:
                self._names[info.simple_name] = info.of
            self._of_python.update(dict.fromkeys(info.python_classes, info))
        self._methods: dict[tuple[Type, Signature], Method | None] = {}

    def named(self, name: str) -> Type | None:
        """Returns the type that a name in a script means, as `int`, `Map.Entry`, `java.util.List`, `def[]`."""
        plain = name.rstrip("[]")
        of = self._names.get(plain)
        if of is None or (of is VOID and plain != name):
            return None
        for _ in range((len(name) - len(plain)) // 2):
            of = array_of(of)
        return of

    def is_class_name(self, name: str) -> bool:
        """Tells whether a name means a class, so that no variable may have it."""
        return name in self._names and name not in _PLAIN

    def info(self, of: Type) -> ClassInfo | None:
        """Returns what is known of a class, or None if scripts may not use it."""
        return self._infos.get(of)

    def of_python(self, python_class: type) -> ClassInfo | None:
        """Returns the class of the values of a Python class, or None."""
        for base in python_class.__mro__:
            found = self._of_python.get(base)
            if found is not None:
                self._of_python[python_class] = found
                return found
        return None

    def method(self, of: Type, name: str, arity: int) -> Method | None:
        """Returns a method of the objects of a class, its own or an inherited one."""
        key = (of, (name, arity))
        if key not in self._methods:
            kin = self._lineage(BOX_OF.get(of, of))
            self._methods[key] = next((info.methods[key[1]] for info in kin if key[1] in info.methods), None)
        return self._methods[key]

    def owner(self, of: Type, name: str, arity: int) -> Type | None:
        """Returns the class that declares a method, the class itself or one that it inherits from."""
        kin = self._lineage(BOX_OF.get(of, of))
        return next((info.of for info in kin if (name, arity) in info.methods), None)

    def static_method(self, of: Type, name: str, arity: int) -> Method | None:
        """Returns a static method of a class."""
        info = self._infos.get(BOX_OF.get(of, of))
        return None if info is None else info.static_methods.get((name, arity))

    def constructor(self, of: Type, arity: int) -> Method | None:
        """Returns a constructor of a class."""
        info = self._infos.get(of)
        return None if info is None else info.constructors.get(arity)

    def field(self, of: Type, name: str, static: bool) -> Field | None:
        """Returns a field, an own or an inherited one."""
        for info in self._lineage(of):
            fields = info.static_fields if static else info.fields
            if name in fields:
                return fields[name]
            if static:
                return None
        return None

    def getter(self, of: Type, name: str, static: bool = False) -> Method | None:
        """Returns the method that `value.name` calls, as Java's beans have it."""
        find = self.static_method if static else self.method
        upper = name[0].upper() + name[1:]
        return find(of, f"get{upper}", 0) or find(of, f"is{upper}", 0)

    def functional(self, of: Type) -> tuple[str, Method] | None:
        """Returns (name, method) of the abstract method of a functional interface, None for all other types."""
        for info in self._lineage(of):
            if info.functional is not None:
                method = self.method(of, *info.functional)
                return None if method is None else (info.functional[0], method)
        return None

    def is_kind_of(self, of: Type, other: Type) -> bool:
        """Tells whether values of one class are values of another, too."""
        if of is other:
            return True
        if of.primitive or other.primitive:
            return False
        if other is OBJECT or other is DEF:
            return True
        if of.element is not None and other.element is not None:
            return not of.element.primitive and self.is_kind_of(of.element, other.element)
        return any(info.of is other for info in self._lineage(of))

    def _lineage(self, of: Type) -> Iterator[ClassInfo]:
        """Yields a class and all that it inherits from, the nearer first, Object last."""
        waiting, seen = [of], {OBJECT}
        while waiting:
            info = self._infos.get(waiting.pop(0))
            if info is None or info.of in seen:
                continue
            seen.add(info.of)
            yield info
            waiting.extend(info.supertypes)
        if OBJECT in self._infos and of.element is None:
            yield self._infos[OBJECT]


def boxed_type(of: Type) -> Type:
    """Returns the class of the box of a primitive, other types as they are."""
    return BOX_OF.get(of, of)


def unboxed_type(of: Type) -> Type:
    """Returns the primitive type in a box, other types as they are."""
    return UNBOXED.get(of, of)
