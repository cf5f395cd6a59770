/** The box around all places, or their centre. */
final class BoundsCollector extends PlacesCollector {
  private final boolean centre;
  private long count;
  private double top = Double.NEGATIVE_INFINITY;
  private double bottom = Double.POSITIVE_INFINITY;
  private double left = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double leftEast = Double.POSITIVE_INFINITY;
  private double rightWest = Double.NEGATIVE_INFINITY;
  private double latitudes;
  private double longitudes;

  BoundsCollector(String field, boolean centre) {
    super(field);
    this.centre = centre;
  }

  @Override
  void add(double latitude, double longitude) {
    count++;
    if (centre) {
      latitudes += latitude;
      longitudes += longitude;
      return;
    }
    top = Math.max(top, latitude);
    bottom = Math.min(bottom, latitude);
    left = Math.min(left, longitude);
    right = Math.max(right, longitude);
    if (longitude >= 0) {
      leftEast = Math.min(leftEast, longitude);
    } else {
      rightWest = Math.max(rightWest, longitude);
    }
  }

  @Override
  String figures() {
    if (count == 0) {
      return centre ? "count=0" : "";
    }
    if (centre) {
      return "lat=" + latitudes / count + ";lon=" + longitudes / count + ";count=" + count;
    }
    boolean over = left < 0 && right >= 0 && 360 - leftEast + rightWest < right - left;
    return "lat=" + top + ";lon=" + (over ? leftEast : left) + ";lat=" + bottom + ";lon=" + (over ? rightWest : right);
  }
}
