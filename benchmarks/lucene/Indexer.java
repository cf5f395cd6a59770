import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.MMapDirectory;

/**
 * Indexes documents in one thread, commits, then merges to one segment.
 *
 * <p>Input: a line per document, tab separated: id, name, version, registry, downloads, month as milliseconds, summary
 * (empty where the document lacks the field), JSON source. No JSON is parsed, which is in Lucene's favour.
 * Prints: documents, seconds of CPU time (whole process) and of wall time up to the commit, the same with the merge.
 */
final class Indexer {
  private static final double BUFFER_MB = 256;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Indexer() {}

  static void run(Path documents, Path folder) throws Exception {
    long cpu = PROCESS.getProcessCpuTime();
    long wall = System.nanoTime();
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
    config.setMergeScheduler(new SerialMergeScheduler()).setRAMBufferSizeMB(BUFFER_MB);
    long n = 0;
    try (MMapDirectory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader reader = Files.newBufferedReader(documents, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        writer.addDocument(document(line.split("\t", 8), n));
        n++;
      }
      writer.commit();
      print("indexed", n, cpu, wall);
      writer.forceMerge(1);
      writer.commit();
      print("merged", n, cpu, wall);
    }
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
    document.add(new StoredField("_source", parts[7].getBytes(StandardCharsets.UTF_8)));
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

  private static void print(String what, long n, long cpu, long wall) {
    double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
    System.out.println(what + "\t" + n + "\t" + cpuSeconds + "\t" + (System.nanoTime() - wall) / 1e9);
  }
}
