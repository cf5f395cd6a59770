import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The ten ordinals with the largest counts, the smaller ordinal first among equals. */
final class Best {
  private static final int SIZE = 10;

  private Best() {}

  static Integer[] of(int[] counts) {
    Comparator<Integer> worstFirst = Comparator.<Integer>comparingInt(ord -> counts[ord]).thenComparing((a, b) -> b - a);
    PriorityQueue<Integer> best = new PriorityQueue<>(SIZE + 1, worstFirst);
    for (int ord = 0; ord < counts.length; ord++) {
      if (counts[ord] > 0 && (best.size() < SIZE || counts[ord] > counts[best.peek()])) {
        best.add(ord);
        if (best.size() > SIZE) {
          best.poll();
        }
      }
    }
    Integer[] order = best.toArray(new Integer[0]);
    Arrays.sort(order, worstFirst.reversed());
    return order;
  }
}
