/** The mean of a field's numbers, each weighted by itself. */
final class WeightedCollector extends NumbersCollector {
  private double squares;

  WeightedCollector(String field) {
    super(field);
  }

  @Override
  protected void add(long number) {
    super.add(number);
    squares += (double) number * number;
  }

  @Override
  String figures() {
    return sum == 0 ? "" : "value=" + squares / sum;
  }
}
