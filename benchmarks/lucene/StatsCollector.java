/** Count, least, largest, mean and sum of a field's numbers; extended: with their squares and the variance. */
final class StatsCollector extends NumbersCollector {
  private final boolean extended;
  private long least = Long.MAX_VALUE;
  private long largest = Long.MIN_VALUE;
  private double squares;

  StatsCollector(String field, boolean extended) {
    super(field);
    this.extended = extended;
  }

  @Override
  protected void add(long number) {
    super.add(number);
    least = Math.min(least, number);
    largest = Math.max(largest, number);
    if (extended) {
      squares += (double) number * number;
    }
  }

  @Override
  String figures() {
    if (count == 0) {
      return "count=0;sum=0";
    }
    String plain = "count=" + count + ";min=" + least + ";max=" + largest + ";avg=" + sum / count + ";sum=" + sum;
    double variance = Math.max((squares - sum * sum / count) / count, 0);
    return extended ? plain + ";sum_of_squares=" + squares + ";variance=" + variance : plain;
  }
}
