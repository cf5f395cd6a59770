import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints lines "locale field style name|name|..." of the names that Java's date formats use, for each locale given. */
public final class DateNames {
  public static void main(String[] tags) {
    for (String tag : tags) {
      Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
      for (TextStyle style : TextStyle.values()) {
        print(tag, "month", style.name(), List.of(Month.values()), month -> month.getDisplayName(style, locale));
        print(tag, "day_of_week", style.name(), List.of(DayOfWeek.values()), day -> day.getDisplayName(style, locale));
      }
      for (TextStyle style : List.of(TextStyle.FULL, TextStyle.SHORT, TextStyle.NARROW)) {
        print(tag, "era", style.name(), List.of(IsoEra.values()), era -> era.getDisplayName(style, locale));
      }
      DateTimeFormatter half = DateTimeFormatter.ofPattern("a", locale);
      print(tag, "half", "SHORT", List.of(LocalTime.of(1, 0), LocalTime.of(13, 0)), half::format);
      quarters(tag, "FULL", DateTimeFormatter.ofPattern("QQQQ", locale));
      quarters(tag, "SHORT", DateTimeFormatter.ofPattern("QQQ", locale));
    }
  }

  private static void quarters(String tag, String style, DateTimeFormatter format) {
    List<LocalDate> days = new ArrayList<>();
    for (int month = 1; month < 12; month += 3) {
      days.add(LocalDate.of(2024, month, 1));
    }
    print(tag, "quarter", style, days, format::format);
  }

  private static <T> void print(String tag, String field, String style, List<T> values, Function<T, String> name) {
    List<String> names = values.stream().map(name).toList();
    System.out.println(String.join("\t", tag, field, style, String.join("|", names)));
  }
}
