import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/** The starts of the calendar months of a zone, found by binary search as Elasticsearch does. */
final class Months {
  private static final int FIRST_YEAR = 1990;
  final long[] starts = new long[60 * 12];

  Months(String zone) {
    for (int i = 0; i < starts.length; i++) {
      LocalDate first = LocalDate.of(FIRST_YEAR, 1, 1).plusMonths(i);
      starts[i] = first.atStartOfDay(ZoneId.of(zone)).toInstant().toEpochMilli();
    }
  }

  int of(long millis) {
    int place = Arrays.binarySearch(starts, millis);
    return place >= 0 ? place : -place - 2;
  }
}
