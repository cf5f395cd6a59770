"""What scripts may not do with the API: take the memory or the time of the server."""

import pytest

from findling.base.errors import ScriptError
from findling.script.contexts.painless_test import PAINLESS_TEST
from findling.script.engine import compile_script


@pytest.mark.parametrize(
    "source",
    [
        "String.format('%2000000000d', new def[]{1})",
        "String.format('%.2000000000f', new def[]{1.5})",
        "new StringBuilder().setLength(2000000000)",
        "def s = 'x'; for (int i = 0; i < 40; ++i) { s = s.replace('x', 'xx') } return s",
        "def s = 'x'; for (int i = 0; i < 40; ++i) { s = s.concat(s) } return s",
        "def s = new StringBuilder('x'); for (int i = 0; i < 40; ++i) { s.append(s.toString()) } return s",
        "def l = [1]; for (int i = 0; i < 40; ++i) { l.addAll(l) } return l",
        "Collections.nCopies(2000000000, 1)",
        "IntStream.range(0, 2000000000).sum()",
        "LongStream.rangeClosed(0L, 9000000000000L).count()",
        "new Random(1L).ints(2000000000L).sum()",
        "new BitSet().set(2000000000)",
        "new BigInteger('2').pow(2000000000)",
        "BigInteger.ONE.shiftLeft(2000000000)",
        "new BigDecimal('1E+2000000000').toPlainString()",
        "new BigDecimal('1E+2000000000').toBigInteger()",
        "new BigDecimal('1').setScale(2000000000)",
        "new BigDecimal('1E+2000000000').add(BigDecimal.ONE)",
        "new BigDecimal('1.5').pow(900000000)",
        "new DateTimeFormatterBuilder().padNext(2000000000).appendLiteral('x').toFormatter().format(Year.of(1))",
    ],
)
def test_growth_ends_in_an_error(source):
    with pytest.raises(ScriptError):
        compile_script(source, PAINLESS_TEST).execute({"params": {}})
