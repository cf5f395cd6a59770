/** An estimate of the number of distinct numbers of a field: each goes into the sketch, as in Elasticsearch. */
final class NumberCardinalityCollector extends NumbersCollector {
  private final Registers registers = new Registers();

  NumberCardinalityCollector(String field) {
    super(field);
  }

  @Override
  protected void add(long number) {
    registers.add(Registers.mixed(number));
  }

  @Override
  String figures() {
    return "value=" + registers.estimate();
  }
}
