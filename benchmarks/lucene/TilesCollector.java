import java.util.Arrays;
import java.util.Comparator;
import java.util.StringJoiner;

/** The ten squares of a map with the most places. */
final class TilesCollector extends PlacesCollector {
  private static final int SIZE = 10;
  private static final double LIMIT = 85.0511287798066;
  private final int zoom;
  private final int tiles;
  private final LongCounts counts = new LongCounts();

  TilesCollector(String field, int zoom) {
    super(field);
    this.zoom = zoom;
    tiles = 1 << zoom;
  }

  @Override
  void add(double latitude, double longitude) {
    int x = (int) Math.floor((longitude + 180) / 360 * tiles);
    double sine = Math.sin(Math.toRadians(Math.max(-LIMIT, Math.min(LIMIT, latitude))));
    int y = (int) Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * tiles);
    counts.add((long) Math.min(x, tiles - 1) << 29 | Math.max(0, Math.min(y, tiles - 1)));
  }

  @Override
  String figures() {
    StringJoiner joiner = new StringJoiner(";");
    Arrays.stream(counts.sortedKeys())
        .boxed()
        .sorted(Comparator.<Long>comparingInt(counts::count).thenComparing(key -> key).reversed())
        .limit(SIZE)
        .forEach(key -> joiner.add(zoom + "/" + (key >> 29) + "/" + (key & (1 << 29) - 1) + "=" + counts.count(key)));
    return joiner.toString();
  }
}
