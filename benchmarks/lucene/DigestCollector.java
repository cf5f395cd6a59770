import java.util.function.Function;

/** What follows from a digest of a field's numbers. */
final class DigestCollector extends NumbersCollector {
  private static final double[] PERCENTS = {1, 5, 25, 50, 75, 95, 99};
  private final Digest digest = new Digest();
  private final Function<Digest, String> told;

  private DigestCollector(String field, Function<Digest, String> told) {
    super(field);
    this.told = told;
  }

  static DigestCollector percentiles(String field) {
    return new DigestCollector(field, digest -> listed(PERCENTS, percent -> digest.quantile(percent / 100)));
  }

  static DigestCollector ranks(String field, double... values) {
    return new DigestCollector(field, digest -> listed(values, value -> 100 * digest.share(value)));
  }

  static DigestCollector deviation(String field) {
    return new DigestCollector(field, digest -> "value=" + digest.distances(digest.quantile(0.5)).quantile(0.5));
  }

  private static String listed(double[] keys, Function<Double, Double> of) {
    StringBuilder listed = new StringBuilder();
    for (double key : keys) {
      listed.append(listed.isEmpty() ? "" : ";").append(key).append('=').append(of.apply(key));
    }
    return listed.toString();
  }

  @Override
  protected void add(long number) {
    count++;
    digest.add(number);
  }

  @Override
  String figures() {
    if (count == 0) {
      return "";
    }
    digest.merge();
    return told.apply(digest);
  }
}
