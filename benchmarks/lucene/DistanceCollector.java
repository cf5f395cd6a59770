import org.apache.lucene.util.SloppyMath;

/** Counts by the distance from a place, in kilometres, in ranges side by side. */
final class DistanceCollector extends PlacesCollector {
  private final double latitude;
  private final double longitude;
  private final double[] bounds;
  private final int[] counts;

  DistanceCollector(String field, double latitude, double longitude, double... bounds) {
    super(field);
    this.latitude = latitude;
    this.longitude = longitude;
    this.bounds = bounds;
    counts = new int[bounds.length + 1];
  }

  @Override
  void add(double otherLatitude, double otherLongitude) {
    double kilometres = SloppyMath.haversinMeters(latitude, longitude, otherLatitude, otherLongitude) / 1000;
    int range = 0;
    while (range < bounds.length && kilometres >= bounds[range]) {
      range++;
    }
    counts[range]++;
  }

  @Override
  String figures() {
    return ranges(counts);
  }
}
