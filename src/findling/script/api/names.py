"""The names of the classes of the documented Painless API, by package: what a simple name in a signature means."""

from typing import Final

from findling.script.types import Type, array_of, class_type

PACKAGES: Final = {
    "java.lang": """
        Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException Boolean Byte
        CharSequence Character Character.Subset Character.UnicodeBlock Character.UnicodeScript
        ClassCastException ClassNotFoundException CloneNotSupportedException Comparable Double Enum
        EnumConstantNotPresentException Exception Float IllegalAccessException IllegalArgumentException
        IllegalMonitorStateException IllegalStateException IllegalThreadStateException IndexOutOfBoundsException
        InstantiationException Integer InterruptedException Iterable Long Math NegativeArraySizeException
        NoSuchFieldException NoSuchMethodException NullPointerException Number NumberFormatException Object
        ReflectiveOperationException RuntimeException SecurityException Short StackTraceElement StrictMath
        String StringBuffer StringBuilder StringIndexOutOfBoundsException System TypeNotPresentException
        UnsupportedOperationException Void
    """,
    "java.util": """
        AbstractCollection AbstractList AbstractMap AbstractMap.SimpleEntry AbstractMap.SimpleImmutableEntry
        AbstractQueue AbstractSequentialList AbstractSet ArrayDeque ArrayList Arrays Base64 Base64.Decoder
        Base64.Encoder BitSet Calendar Calendar.Builder Collection Collections Comparator
        ConcurrentModificationException Currency Date Deque Dictionary DoubleSummaryStatistics
        DuplicateFormatFlagsException EmptyStackException Enumeration EventListener EventListenerProxy
        EventObject FormatFlagsConversionMismatchException Formattable FormattableFlags Formatter
        Formatter.BigDecimalLayoutForm FormatterClosedException GregorianCalendar HashMap HashSet Hashtable
        IdentityHashMap IllegalFormatCodePointException IllegalFormatConversionException IllegalFormatException
        IllegalFormatFlagsException IllegalFormatPrecisionException IllegalFormatWidthException
        IllformedLocaleException InputMismatchException IntSummaryStatistics Iterator LinkedHashMap
        LinkedHashSet LinkedList List ListIterator Locale Locale.Builder Locale.Category Locale.FilteringMode
        Locale.LanguageRange LongSummaryStatistics Map Map.Entry MissingFormatArgumentException
        MissingFormatWidthException MissingResourceException NavigableMap NavigableSet NoSuchElementException
        Objects Observable Observer Optional OptionalDouble OptionalInt OptionalLong PrimitiveIterator
        PrimitiveIterator.OfDouble PrimitiveIterator.OfInt PrimitiveIterator.OfLong PriorityQueue Queue Random
        RandomAccess Set SimpleTimeZone SortedMap SortedSet Spliterator Spliterator.OfDouble Spliterator.OfInt
        Spliterator.OfLong Spliterator.OfPrimitive Spliterators Stack StringJoiner StringTokenizer TimeZone
        TooManyListenersException TreeMap TreeSet UUID UnknownFormatConversionException
        UnknownFormatFlagsException Vector
    """,
    "java.util.function": """
        BiConsumer BiFunction BiPredicate BinaryOperator BooleanSupplier Consumer DoubleBinaryOperator
        DoubleConsumer DoubleFunction DoublePredicate DoubleSupplier DoubleToIntFunction DoubleToLongFunction
        DoubleUnaryOperator Function IntBinaryOperator IntConsumer IntFunction IntPredicate IntSupplier
        IntToDoubleFunction IntToLongFunction IntUnaryOperator LongBinaryOperator LongConsumer LongFunction
        LongPredicate LongSupplier LongToDoubleFunction LongToIntFunction LongUnaryOperator ObjDoubleConsumer
        ObjIntConsumer ObjLongConsumer Predicate Supplier ToDoubleBiFunction ToDoubleFunction ToIntBiFunction
        ToIntFunction ToLongBiFunction ToLongFunction UnaryOperator
    """,
    "java.util.stream": """
        BaseStream Collector Collector.Characteristics Collectors DoubleStream DoubleStream.Builder IntStream
        IntStream.Builder LongStream LongStream.Builder Stream Stream.Builder
    """,
    "java.util.regex": """
        Matcher Pattern
    """,
    "java.math": """
        BigDecimal BigInteger MathContext RoundingMode
    """,
    "java.text": """
        Annotation AttributedCharacterIterator AttributedCharacterIterator.Attribute AttributedString Bidi
        BreakIterator CharacterIterator ChoiceFormat CollationElementIterator CollationKey Collator DateFormat
        DateFormat.Field DateFormatSymbols DecimalFormat DecimalFormatSymbols FieldPosition Format Format.Field
        MessageFormat MessageFormat.Field Normalizer Normalizer.Form NumberFormat NumberFormat.Field
        ParseException ParsePosition RuleBasedCollator SimpleDateFormat StringCharacterIterator
    """,
    "java.time": """
        Clock DateTimeException DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month MonthDay
        OffsetDateTime OffsetTime Period Year YearMonth ZoneId ZoneOffset ZonedDateTime
    """,
    "java.time.temporal": """
        ChronoField ChronoUnit IsoFields JulianFields Temporal TemporalAccessor TemporalAdjuster
        TemporalAdjusters TemporalAmount TemporalField TemporalQueries TemporalQuery TemporalUnit
        UnsupportedTemporalTypeException ValueRange WeekFields
    """,
    "java.time.format": """
        DateTimeFormatter DateTimeFormatterBuilder DateTimeParseException DecimalStyle FormatStyle ResolverStyle
        SignStyle TextStyle
    """,
    "java.time.zone": """
        ZoneOffsetTransition ZoneOffsetTransitionRule ZoneOffsetTransitionRule.TimeDefinition ZoneRules
        ZoneRulesException ZoneRulesProvider
    """,
    "java.time.chrono": """
        AbstractChronology ChronoLocalDate ChronoLocalDateTime ChronoPeriod ChronoZonedDateTime Chronology Era
        HijrahChronology HijrahDate HijrahEra IsoChronology IsoEra JapaneseChronology JapaneseDate JapaneseEra
        MinguoChronology MinguoDate MinguoEra ThaiBuddhistChronology ThaiBuddhistDate ThaiBuddhistEra
    """,
}
CANONICAL: Final = {name: f"{package}.{name}" for package, names in PACKAGES.items() for name in names.split()}
"""Simple name -> canonical name, as Map.Entry -> java.util.Map.Entry."""
_PRIMITIVES: Final = ("void", "boolean", "byte", "short", "char", "int", "long", "float", "double", "def")


def type_named(name: str) -> Type:
    """Returns the type that a simple name means in a signature; `[]` after it makes an array of it."""
    if name.endswith("[]"):
        return array_of(type_named(name[:-2]))
    return class_type(name if name in _PRIMITIVES else CANONICAL[name])
