import java.util.Arrays;

/** A merging t-digest: a buffer of values is sorted into centroids whenever it is full. */
final class Digest {
  private static final double COMPRESSION = 100;
  private final double[] buffer = new double[4096];
  private double[] means = new double[0];
  private double[] weights = new double[0];
  private int buffered;

  void add(double value) {
    buffer[buffered++] = value;
    if (buffered == buffer.length) {
      merge();
    }
  }

  /** Merges the sorted buffer with the centroids; a centroid's weight stays below 4 n q (1 - q) / compression. */
  void merge() {
    Arrays.sort(buffer, 0, buffered);
    int n = means.length + buffered;
    double[] newMeans = new double[n];
    double[] newWeights = new double[n];
    double total = buffered + Arrays.stream(weights).sum();
    double before = 0;
    int last = -1;
    for (int i = 0, j = 0; i < means.length || j < buffered; ) {
      boolean old = j == buffered || (i < means.length && means[i] <= buffer[j]);
      double mean = old ? means[i] : buffer[j];
      double weight = old ? weights[i++] : 1;
      j += old ? 0 : 1;
      double together = last < 0 ? 0 : newWeights[last] + weight;
      double q = (before + together / 2) / total;
      if (last >= 0 && together <= 4 * total * q * (1 - q) / COMPRESSION) {
        newMeans[last] += (mean - newMeans[last]) * weight / together;
        newWeights[last] = together;
      } else {
        before += last < 0 ? 0 : newWeights[last];
        last++;
        newMeans[last] = mean;
        newWeights[last] = weight;
      }
    }
    means = Arrays.copyOf(newMeans, last + 1);
    weights = Arrays.copyOf(newWeights, last + 1);
    buffered = 0;
  }

  /** Interpolates between the middles of centroids; of values that all are centroids it is exact. */
  double quantile(double q) {
    double wanted = q * (Arrays.stream(weights).sum() - 1);
    double before = 0;
    double lastMiddle = 0;
    for (int i = 0; i < means.length; i++) {
      double middle = before + (weights[i] - 1) / 2;
      if (middle >= wanted) {
        double part = i == 0 || middle == lastMiddle ? 1 : (wanted - lastMiddle) / (middle - lastMiddle);
        return i == 0 ? means[0] : means[i - 1] + part * (means[i] - means[i - 1]);
      }
      before += weights[i];
      lastMiddle = middle;
    }
    return means.length == 0 ? Double.NaN : means[means.length - 1];
  }

  /** Returns the share of the values that are at most this one, by interpolation. */
  double share(double value) {
    double total = Arrays.stream(weights).sum();
    double before = 0;
    for (int i = 0; i < means.length; i++) {
      if (means[i] > value) {
        double last = i == 0 ? value : means[i - 1];
        double part = i == 0 || means[i] == last ? 0 : (value - last) / (means[i] - last) - 0.5;
        return Math.max(0, before + part * weights[i]) / total;
      }
      before += weights[i];
    }
    return 1;
  }

  /** Returns a digest of how far the values are from one. */
  Digest distances(double from) {
    Digest found = new Digest();
    for (int i = 0; i < means.length; i++) {
      for (int j = 0; j < weights[i]; j++) {
        found.add(Math.abs(means[i] - from));
      }
    }
    found.merge();
    return found;
  }
}
