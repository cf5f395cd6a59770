/** A HyperLogLog sketch of hashes. */
final class Registers {
  private static final int PRECISION = 14;
  private final byte[] registers = new byte[1 << PRECISION];

  void add(long hash) {
    int register = (int) (hash >>> (64 - PRECISION));
    byte rank = (byte) (Long.numberOfLeadingZeros(hash << PRECISION | 1L << (PRECISION - 1)) + 1);
    if (rank > registers[register]) {
      registers[register] = rank;
    }
  }

  /** The finalizer of MurmurHash3. */
  static long mixed(long hash) {
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }

  double estimate() {
    int m = registers.length;
    double sum = 0;
    int zeros = 0;
    for (byte register : registers) {
      sum += Math.pow(2, -register);
      zeros += register == 0 ? 1 : 0;
    }
    double raw = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    return raw <= 2.5 * m && zeros > 0 ? m * Math.log((double) m / zeros) : raw;
  }
}
