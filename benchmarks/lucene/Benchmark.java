import java.io.BufferedWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene's side of the benchmark: indexes documents, answers queries, prints what it found and how long it took.
 *
 * <p>index DOCUMENTS FOLDER COPIES THREADS: see Indexer. search FOLDER QUERIES RESULTS ROUNDS: one line per query, see Call; one line
 * of results per query, tab separated: number, hits counted (-1: not), scores, figures of the aggregation, and
 * microseconds per call: minimum and median of CPU time, minimum and median of wall time.
 */
public final class Benchmark {
  private Benchmark() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("index")) {
      Indexer.run(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    } else {
      search(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]));
    }
  }

  private static void search(Path folder, Path queries, Path results, int rounds) throws Exception {
    try (MMapDirectory directory = new MMapDirectory(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      searcher.setSimilarity(new BM25Similarity());
      List<Call> calls = new ArrayList<>();
      for (String line : Files.readAllLines(queries, StandardCharsets.UTF_8)) {
        calls.add(Call.parse(line, searcher));
      }
      Clock.warmUp(calls);
      write(calls, results, rounds);
    }
    PrintStream out = System.out;
    out.println("lucene " + Version.LATEST + ", java " + Runtime.version());
  }

  private static void write(List<Call> calls, Path results, int rounds) throws Exception {
    try (BufferedWriter writer = Files.newBufferedWriter(results, StandardCharsets.UTF_8)) {
      for (Call call : calls) {
        Answer answer = call.run();
        double[] times = Clock.measure(call, rounds);
        writer.write(call.number + "\t" + answer.line());
        for (double time : times) {
          writer.write("\t" + time);
        }
        writer.newLine();
      }
    }
  }
}
