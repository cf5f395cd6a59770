import java.util.Arrays;

/** Counts by key: a hash table with open addressing, as Elasticsearch's LongHash. */
final class LongCounts {
  private long[] keys = new long[256];
  private int[] counts = new int[256];
  private int size;

  void add(long key) {
    if (2 * size >= keys.length) {
      grow();
    }
    int place = place(key);
    if (counts[place]++ == 0) {
      keys[place] = key;
      size++;
    }
  }

  private int place(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int place = (int) (hash >>> 32) & keys.length - 1;
    while (counts[place] != 0 && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  /** Returns the keys, sorted. */
  long[] sortedKeys() {
    long[] found = new long[size];
    int n = 0;
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        found[n++] = keys[i];
      }
    }
    Arrays.sort(found);
    return found;
  }

  int count(long key) {
    return counts[place(key)];
  }
}
