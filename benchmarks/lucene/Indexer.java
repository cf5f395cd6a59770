import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LatLonDocValuesField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.MMapDirectory;

/**
 * Indexes documents with one thread or several, commits, then merges to one segment.
 *
 * <p>Input: a line per document, tab separated: id, name, version, registry, downloads, month as milliseconds, summary, place
 * (empty where the document lacks the field), JSON source. No JSON is parsed, which is in Lucene's favour. The lines are
 * read several times if several copies are wanted; all but the first change the ids, as benchmarks/corpus.py does.
 * Prints: documents, seconds of CPU time (whole process) and of wall time up to the commit, the same with the merge.
 */
final class Indexer {
  private static final double BUFFER_MB = 256;
  private static final String SOURCE_ID = "{\"id\": \"";
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Indexer() {}

  static void run(Path documents, Path folder, int copies, int threads) throws Exception {
    long cpu = PROCESS.getProcessCpuTime();
    long wall = System.nanoTime();
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
    config.setMergeScheduler(threads == 1 ? new SerialMergeScheduler() : new ConcurrentMergeScheduler());
    config.setRAMBufferSizeMB(BUFFER_MB);
    try (MMapDirectory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, config)) {
      long n = 0;
      for (int copy = 0; copy < copies; copy++) {
        n += addAll(writer, documents, copy, n, threads);
      }
      writer.commit();
      print("indexed", n, cpu, wall);
      writer.forceMerge(1);
      writer.commit();
      print("merged", n, cpu, wall);
    }
  }

  private static long addAll(IndexWriter writer, Path documents, int copy, long first, int threads) throws Exception {
    try (BufferedReader reader = Files.newBufferedReader(documents, StandardCharsets.UTF_8)) {
      AtomicLong next = new AtomicLong(first);
      Callable<Void> adding = () -> add(writer, reader, copy, next);
      if (threads == 1) {
        adding.call();
      } else {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, adding))) {
          done.get();
        }
        pool.shutdown();
      }
      return next.get() - first;
    }
  }

  private static Void add(IndexWriter writer, BufferedReader reader, int copy, AtomicLong next) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      String[] parts = line.split("\t", 9);
      if (copy > 0) {
        parts[0] = copy + "-" + parts[0];
        parts[8] = parts[8].startsWith(SOURCE_ID) ? SOURCE_ID + copy + "-" + parts[8].substring(8) : parts[8];
      }
      writer.addDocument(document(parts, next.getAndIncrement()));
    }
    return null;
  }

  private static Document document(String[] parts, long number) {
    Document document = new Document();
    document.add(new StringField("_id", Long.toString(number), Field.Store.YES));
    keyword(document, "id", parts[0]);
    document.add(new TextField("name", parts[1], Field.Store.NO));
    keyword(document, "version", parts[2]);
    keyword(document, "registry", parts[3]);
    number(document, "downloads", parts[4]);
    number(document, "month", parts[5]);
    document.add(new TextField("summary", parts[6], Field.Store.NO));
    place(document, "place", parts[7]);
    document.add(new StoredField("_source", parts[8].getBytes(StandardCharsets.UTF_8)));
    return document;
  }

  private static void keyword(Document document, String field, String value) {
    if (!value.isEmpty()) {
      document.add(new KeywordField(field, value, Field.Store.NO));
    }
  }

  private static void number(Document document, String field, String value) {
    if (!value.isEmpty()) {
      document.add(new LongField(field, Long.parseLong(value), Field.Store.NO));
    }
  }

  private static void place(Document document, String field, String value) {
    if (!value.isEmpty()) {
      int comma = value.indexOf(',');
      double latitude = Double.parseDouble(value.substring(0, comma));
      double longitude = Double.parseDouble(value.substring(comma + 1));
      document.add(new LatLonPoint(field, latitude, longitude));
      document.add(new LatLonDocValuesField(field, latitude, longitude));
    }
  }

  private static void print(String what, long n, long cpu, long wall) {
    double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
    System.out.println(what + "\t" + n + "\t" + cpuSeconds + "\t" + (System.nanoTime() - wall) / 1e9);
  }
}
