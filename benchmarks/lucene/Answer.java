import java.util.StringJoiner;

/** What a query found: hits counted, or -1; scores or sort values of the top hits; figures of an aggregation. */
record Answer(long count, float[] scores, String figures) {
  String line() {
    StringJoiner joiner = new StringJoiner(",");
    for (float score : scores) {
      joiner.add(Float.toString(score));
    }
    return count + "\t" + joiner + "\t" + figures;
  }
}
