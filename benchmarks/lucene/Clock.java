import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/** Times calls: CPU time of this thread and wall time. */
final class Clock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long ROUND_NS = 1_000_000;
  private static final long WARM_UP_NS = 20_000_000;

  private Clock() {}

  /** Runs everything until the compiler has seen enough of it. */
  static void warmUp(List<Call> calls) throws Exception {
    for (int pass = 0; pass < 3; pass++) {
      for (Call call : calls) {
        long end = System.nanoTime() + WARM_UP_NS / (pass + 1);
        do {
          call.run();
        } while (System.nanoTime() < end);
      }
    }
  }

  /** Returns minimum and median of CPU time and minimum and median of wall time, in microseconds per call. */
  static double[] measure(Call call, int rounds) throws Exception {
    long started = System.nanoTime();
    call.run();
    long calls = Math.max(1, ROUND_NS / Math.max(System.nanoTime() - started, 1));
    double[] cpu = new double[rounds];
    double[] wall = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long cpuStarted = THREADS.getCurrentThreadCpuTime();
      long wallStarted = System.nanoTime();
      for (long i = 0; i < calls; i++) {
        call.run();
      }
      cpu[round] = (THREADS.getCurrentThreadCpuTime() - cpuStarted) / 1e3 / calls;
      wall[round] = (System.nanoTime() - wallStarted) / 1e3 / calls;
    }
    Arrays.sort(cpu);
    Arrays.sort(wall);
    return new double[] {cpu[0], cpu[rounds / 2], wall[0], wall[rounds / 2]};
  }
}
